import { execFileSync } from 'node:child_process'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWheelReader, type WheelReader } from '../../src/wheel/read-apart.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import { makeWheel } from './make-wheel.ts'

let folder: string
let reader: WheelReader
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-apart-'))
  reader = openWheelReader()
})
afterAll(async () => {
  await reader.close()
  await rm(folder, { recursive: true, force: true })
})

const name = 'demo_pkg-1.0-py3-none-any.whl'
async function file(bytes: Buffer): Promise<string> {
  const path = join(folder, 'received')
  await writeFile(path, bytes)
  return path
}

test('it reads what readWheel reads, several at once, and refuses what it refuses', async () => {
  const path = await file(makeWheel())
  const [one, two] = await Promise.all([reader.read(path, name), reader.read(path, name)])
  expect(one).toEqual(await readWheel(path, name))
  expect(two).toEqual(one)
  const bad = await file(Buffer.from('no zip at all'))
  await expect(reader.read(bad, name)).rejects.toMatchObject({ code: 'WHEEL_INVALID' })
})

test('a disk that fails is no fault of the wheel', async () => {
  await expect(reader.read(join(folder, 'nowhere'), name)).rejects.toMatchObject({ code: 'WHEEL_READER' })
})

test('what costs the thread its memory is the fault of the one wheel that it read; those behind it are read', async () => {
  const good = await file(makeWheel())
  const costly = join(folder, 'costly')
  await writeFile(costly, makeWheel({ record: (truth) => truth + 'a,,\n'.repeat(2_000_000) }))
  const small = openWheelReader({ heapMib: 24, readMs: 600_000 })
  const answers = await Promise.allSettled([small.read(costly, name), small.read(good, name), small.read(good, name)])
  await small.close()
  expect(answers).toMatchObject([
    { status: 'rejected', reason: { code: 'WHEEL_INVALID', message: expect.stringContaining('memory') } },
    { status: 'fulfilled', value: { metadataName: 'Demo_Pkg' } },
    { status: 'fulfilled', value: { metadataName: 'Demo_Pkg' } },
  ])
})

test('what takes too long is the fault of the one wheel, whose time begins with its turn', async () => {
  const good = await file(makeWheel())
  const endless = join(folder, 'endless')
  execFileSync('mkfifo', [endless])
  const brief = openWheelReader({ heapMib: 192, readMs: 3_000 })
  const first = brief.read(endless, name)
  const second = brief.read(good, name)
  await expect(first).rejects.toMatchObject({ code: 'WHEEL_INVALID', message: expect.stringContaining('too long') })
  await (await open(endless, 'r+')).close() // lets go of the thread that opens it
  expect(await second).toMatchObject({ metadataName: 'Demo_Pkg' })
  await brief.close()
})

test('a reader that closes reads nothing more, and blames no wheel', async () => {
  const good = await file(makeWheel())
  const closing = openWheelReader()
  const answers = Promise.allSettled([closing.read(good, name), closing.read(good, name)])
  await closing.close()
  for (const answer of await answers) expect(answer).toMatchObject({ reason: { code: 'WHEEL_READER' } })
})
