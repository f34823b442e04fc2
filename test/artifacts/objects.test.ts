import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Artifacts } from '../../src/artifacts/artifacts.ts'
import { openArtifacts } from '../../src/artifacts/disk.ts'

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const wheel = Buffer.from('the bytes of a wheel')
const missing = 'f'.repeat(64)

let dir: string
let artifacts: Artifacts

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wheelyard-artifacts-'))
  artifacts = await openArtifacts(dir)
})
afterEach(async () => rm(dir, { recursive: true }))

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('receive', () => {
  test('stores a stream under its hash, readable by others, and leaves nothing else', async () => {
    const stored = await artifacts.receive(Readable.from([wheel.subarray(0, 5), wheel.subarray(5)]), { maxBytes: 100 })

    const sha256 = hashOf(wheel)
    expect(stored).toEqual({ sha256, size: wheel.length })
    const file = join(dir, 'objects', sha256.slice(0, 2), sha256.slice(2))
    expect(await artifacts.path(sha256)).toBe(file)
    expect(await readFile(file)).toEqual(wheel)
    expect((await stat(file)).mode & 0o777).toBe(0o644)
    expect(await filesUnder('incoming')).toEqual([])
  })

  test('takes exactly as many bytes as are allowed, and not one more', async () => {
    await artifacts.receive(wheel, { maxBytes: wheel.length })

    const tooMany = artifacts.receive(Buffer.concat([wheel, wheel]), { maxBytes: wheel.length })
    await expect(tooMany).rejects.toMatchObject({ name: 'InputError', code: 'TOO_LARGE' })
    expect(await filesUnder('objects')).toHaveLength(1)
    expect(await filesUnder('incoming')).toEqual([])
  })

  test('stops reading an endless source at the bound, and leaves the source open', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield wheel
      })(),
    )
    await expect(artifacts.receive(endless, { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(endless.destroyed).toBe(false)
    endless.destroy()
  })

  test('refuses bytes of another hash than was announced', async () => {
    const wrong = artifacts.receive(wheel, { maxBytes: 100, sha256: missing })
    await expect(wrong).rejects.toMatchObject({ name: 'InputError', code: 'SHA256_MISMATCH' })
    expect(await filesUnder('.')).toEqual([])
  })

  test('keeps nothing of a source that breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield wheel
        throw new Error('connection lost')
      })(),
    )
    await expect(artifacts.receive(broken, { maxBytes: 1_000 })).rejects.toThrow('connection lost')
    expect(await filesUnder('.')).toEqual([])
  })

  test('stores the same bytes once, however many store them at the same time', async () => {
    const other = await openArtifacts(dir)
    const many = Array.from({ length: 20 }, (_, n) => (n % 2 ? other : artifacts).receive(wheel, { maxBytes: 100 }))
    const stored = await Promise.all(many)

    expect(new Set(stored.map(({ sha256 }) => sha256))).toEqual(new Set([hashOf(wheel)]))
    expect(await filesUnder('.')).toEqual([await artifacts.path(hashOf(wheel))])
  })

  test('puts a damaged object right', async () => {
    await artifacts.receive(wheel, { maxBytes: 100 })
    const file = await artifacts.path(hashOf(wheel))
    await chmod(file, 0o644)
    await writeFile(file, 'half')

    await artifacts.receive(wheel, { maxBytes: 100 })
    expect(await readFile(file)).toEqual(wheel)
  })

  test('stores no bytes at all as an object too', async () => {
    const { sha256 } = await artifacts.receive(Buffer.alloc(0), { maxBytes: 0 })
    expect(await buffer(await artifacts.open(sha256))).toEqual(Buffer.alloc(0))
    expect(await artifacts.size(sha256)).toBe(0)
  })
})

describe('open, path and size', () => {
  test('give a part of the bytes, both ends included', async () => {
    const { sha256 } = await artifacts.receive(wheel, { maxBytes: 100 })
    expect(await buffer(await artifacts.open(sha256, { start: 4, end: 8 }))).toEqual(wheel.subarray(4, 9))
    expect(await buffer(await artifacts.open(sha256))).toEqual(wheel)
    expect(await artifacts.size(sha256)).toBe(wheel.length)
  })

  test.each([
    missing,
    '',
    '../../../etc/passwd',
    'ABCDEF'.repeat(10),
    `${'a'.repeat(63)}\0`,
    `aa/../../${'b'.repeat(55)}`,
  ])('know nothing of %j', async (sha256) => {
    const fault = { name: 'NotFoundError', code: 'ARTIFACT_MISSING' }
    await expect(artifacts.open(sha256)).rejects.toMatchObject(fault)
    await expect(artifacts.path(sha256)).rejects.toMatchObject(fault)
    await expect(artifacts.size(sha256)).rejects.toMatchObject(fault)
  })
})

test('opening removes what dead processes left, and nothing that is being written', async () => {
  await writeFile(join(dir, 'incoming', 'old'), '')
  await utimes(join(dir, 'incoming', 'old'), new Date(0), new Date(0))
  await writeFile(join(dir, 'incoming', 'new'), '')

  await openArtifacts(dir)
  expect(await readdir(join(dir, 'incoming'))).toEqual(['new'])
})

test('checkWritable tells a folder that takes files from one that does not', async () => {
  await artifacts.checkWritable()
  expect(await filesUnder('.')).toEqual([])

  await rm(join(dir, 'incoming'), { recursive: true })
  await expect(artifacts.checkWritable()).rejects.toMatchObject({ name: 'FarmError', code: 'ARTIFACTS_UNWRITABLE' })
})
