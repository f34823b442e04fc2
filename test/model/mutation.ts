import type { CommandInput } from '../upstream/commands.ts'

/** Something that happens to a project upstream; `project` is its name in normal form. */
export type Mutation =
  | {
      kind: 'upload'
      project: string
      spelling: string
      version: string
      filename: string
      requiresPython: string | null
      at: string
    }
  | { kind: 'yank'; project: string; version: string; reason: string | null }
  | { kind: 'unyank' | 'remove-release'; project: string; version: string }
  | { kind: 'remove-file'; project: string; filename: string }
  | { kind: 'remove-project'; project: string }
  | { kind: 'archive' | 'unarchive'; project: string; spelling: string }
  | { kind: 'quarantine' | 'clear'; project: string; version: string | null }
  /** A changelog row that changes nothing. */
  | { kind: 'noise'; project: string; spelling: string; action: string }

/** Every file holds something else. */
export function bytesOf(filename: string): Buffer {
  return Buffer.from(`what ${filename} holds`)
}

/** What the stand-in is told. */
export function commandsOf(mutation: Mutation): CommandInput[] {
  const { project: name } = mutation
  switch (mutation.kind) {
    case 'upload': {
      const { spelling, version, filename, requiresPython, at } = mutation
      const bytes = bytesOf(filename).toString('base64')
      return [{ kind: 'upload', name: spelling, version, filename, bytes, requiresPython, at }]
    }
    case 'yank':
      return [{ kind: 'yank', name, version: mutation.version, reason: mutation.reason }]
    case 'unyank':
    case 'remove-release':
      return [{ kind: mutation.kind, name, version: mutation.version }]
    case 'remove-file':
      return [{ kind: 'remove-file', filename: mutation.filename }]
    case 'remove-project':
      return [{ kind: 'remove-project', name }]
    case 'archive':
    case 'unarchive':
      // PyPI writes no row for these, so that only a sweep could find them: a row of another kind follows.
      return [
        { kind: mutation.kind, name },
        { kind: 'row', name: mutation.spelling, action: 'something else' },
      ]
    case 'quarantine':
      return [{ kind: 'quarantine', name, version: mutation.version }]
    case 'clear':
      return [{ kind: 'clear-quarantine', name, version: mutation.version }]
    case 'noise':
      return [{ kind: 'row', name: mutation.spelling, action: mutation.action }]
  }
}
