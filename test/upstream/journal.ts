import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { FarmError } from '../../src/errors.ts'
import { Entry } from './model.ts'

export interface Journal {
  /** What the file held when it was opened. */
  entries: readonly Entry[]
  /** Writes one line; when this returns, a killed process loses nothing of it. */
  append(entry: Entry): void
  close(): void
}

/**
 * Opens an append-only file of one JSON line per entry, made when it is not there. A last line without its end, left
 * by a process that was killed while it wrote, is cut off.
 * @throws {FarmError} STAND_IN_JOURNAL when a line before the last cannot be read
 */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'a+')
  const bytes = readFileSync(file)
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
  if (whole.length < bytes.length) ftruncateSync(file, whole.length)
  return {
    entries: parseLines(path, whole.toString('utf8')),
    append: (entry) => writeWhole(file, Buffer.from(`${JSON.stringify(entry)}\n`)),
    close: () => closeSync(file),
  }
}

function parseLines(path: string, text: string): Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        return Entry.parse(JSON.parse(line))
      } catch (cause) {
        throw new FarmError('STAND_IN_JOURNAL', `${path} is damaged`, { cause, at: `line ${index + 1}` })
      }
    })
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
}
