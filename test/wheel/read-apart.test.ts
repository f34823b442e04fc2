import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
