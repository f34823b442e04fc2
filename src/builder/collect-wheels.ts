import { createHash } from 'node:crypto'
import { constants, type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ReportedWheel, reportBounds } from '../../schema/report.ts'
import { InputError } from '../errors.ts'
import { parseWheelName } from '../ladder/wheel-name.ts'
import type { FailureKind } from '../ladder/words.ts'
import { readWheel } from '../wheel/read-wheel.ts'
import { findSystemPackages } from './system-packages.ts'

export type Collected =
  | { kind: 'wheels'; wheels: ReportedWheel[] }
  | { kind: 'fault'; failure: Extract<FailureKind, 'NO_WHEEL' | 'WHEEL_INVALID' | 'OUTPUT_TOO_LARGE'>; line: string }

const copyBytes = 1024 ** 2

/**
 * Copies the wheels that a build left into the spool and reads the copies, after every process of the build is dead. What is
 * no plain file of its own is refused: a build could link to a file of ours.
 * @param from the folder that pip was given
 * @param to an empty folder; every file in it is synced
 * @param outputBytes bound on all of them together
 * @throws whatever the file system throws
 */
export async function collectWheels(from: string, to: string, outputBytes: number): Promise<Collected> {
  const names = (await readdir(from)).filter((name) => name.endsWith('.whl')).sort()
  if (names.length === 0) return { kind: 'fault', failure: 'NO_WHEEL', line: 'pip ended well but made no wheel' }
  if (names.length > reportBounds.wheels) {
    return { kind: 'fault', failure: 'WHEEL_INVALID', line: `the build made ${names.length} wheels` }
  }
  const wheels: ReportedWheel[] = []
  let left = outputBytes
  try {
    for (const name of names) {
      const wheel = await collectOne(join(from, name), to, name, left)
      left -= wheel.size
      wheels.push(wheel)
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const place = error.at === undefined ? '' : ` (${error.at})`
    const failure = error.code === 'OUTPUT_TOO_LARGE' ? 'OUTPUT_TOO_LARGE' : 'WHEEL_INVALID'
    return { kind: 'fault', failure, line: `${error.message}${place}` }
  }
  return { kind: 'wheels', wheels }
}

async function collectOne(path: string, to: string, name: string, mostBytes: number): Promise<ReportedWheel> {
  const { tags } = parseWheelName(name)
  const { size, sha256 } = await copyPlainFile(path, join(to, name), mostBytes)
  const { requiresPython, requiresDist, libraries, machines } = await readWheel(join(to, name), name)
  const systemPackages = await findSystemPackages(libraries, machines)
  const said = { name, size, sha256, tags, requiresPython, requiresDist, libraries, systemPackages }
  const wheel = ReportedWheel.safeParse(said)
  if (wheel.success) return wheel.data
  const [issue] = wheel.error.issues
  throw new InputError('WHEEL_INVALID', issue?.message ?? 'too much of something', {
    at: issue?.path.join('.') ?? name,
  })
}

async function copyPlainFile(from: string, to: string, mostBytes: number): Promise<{ size: number; sha256: string }> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((cause) => {
    throw new InputError('WHEEL_INVALID', 'the wheel cannot be opened as a plain file', { cause, at: 'output' })
  })
  try {
    const found = await source.stat()
    if (!found.isFile() || found.nlink !== 1)
      throw new InputError('WHEEL_INVALID', 'the wheel is no plain file', { at: 'output' })
    if (found.size > mostBytes)
      throw new InputError('OUTPUT_TOO_LARGE', 'the wheels are larger than allowed', { at: 'output' })
    return await copyBytesOf(source, to)
  } finally {
    await source.close()
  }
}

async function copyBytesOf(source: FileHandle, to: string): Promise<{ size: number; sha256: string }> {
  let size = 0
  const hash = createHash('sha256')
  const target = await open(to, 'w', 0o600)
  try {
    const buffer = Buffer.alloc(copyBytes)
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) break
      size += bytesRead
      hash.update(buffer.subarray(0, bytesRead))
      await target.writeFile(buffer.subarray(0, bytesRead))
    }
    await target.sync()
  } finally {
    await target.close()
  }
  return { size, sha256: hash.digest('hex') }
}
