import type { CommandInput } from '../commands.ts'

/** One of the nasty cases that a mirror of PyPI must live through; its projects are of its own, so all can be played on one stand-in. */
export interface Scenario {
  number: number
  name: string
  about: string
  /**
   * What happens, in turns between which a mirror may come to rest.
   * @param secondMs how long a second of its waits lasts, in milliseconds: mirrors under test are impatient
   */
  turns(secondMs: number): readonly (readonly CommandInput[])[]
}

/** An upload of some bytes of its own. */
export function upload(
  name: string,
  version: string,
  filename: string,
  more: { requiresPython?: string | null; summary?: string | null; at?: string } = {},
): CommandInput {
  const bytes = Buffer.from(`the bytes of ${filename}\n`).toString('base64')
  return { kind: 'upload', name, version, filename, bytes, ...more }
}

/** Several files of one release. */
export function uploads(name: string, version: string, ...filenames: string[]): CommandInput[] {
  return filenames.map((filename) => upload(name, version, filename))
}

/** A changelog row of any text. */
export function row(name: string | null, action: string | null, version: string | null = null): CommandInput {
  return { kind: 'row', name, version, action }
}

/** Changes the entry of a file on the project's page. */
export function patchFile(
  name: string,
  filename: string,
  set: { [key: string]: PatchValue },
  drop: string[] = [],
): CommandInput {
  return { kind: 'patch', name, filename, set, drop }
}

/** What JSON can say. */
export type PatchValue = string | number | boolean | null | PatchValue[] | { [key: string]: PatchValue }
