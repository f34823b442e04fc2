import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'

const GIB = 1_024 ** 3
const MIB = 1_024 ** 2
const name = 'demo_pkg-1.0-py3-none-any.whl'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-bomb-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function* zeros(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= MIB) yield Buffer.alloc(Math.min(left, MIB))
}

/** A zip whose only file unpacks to so many zeros. */
async function makeBomb(bytes: number, compress: boolean): Promise<string> {
  const path = join(folder, `bomb-${bytes}-${compress}`)
  const zip = new ZipFile()
  zip.addReadStream(Readable.from(zeros(bytes)), 'demo_pkg-1.0.dist-info/RECORD', { compress })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}

test.each([
  ['deflated', GIB, true],
  ['stored', GIB, false],
  ['deflated below the bound on ratio', 60 * MIB, true],
])('a bomb of %s zeros is refused within 200 MB of memory', async (_what, bytes, compress) => {
  const bomb = await makeBomb(bytes, compress)
  const program = new URL('./zip-bomb-process.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, bomb, name])
  const { code, maxRssKib } = JSON.parse(stdout)
  expect(code).toBe('WHEEL_INVALID')
  expect(maxRssKib * 1_024).toBeLessThan(200 * 1_000_000)
})
