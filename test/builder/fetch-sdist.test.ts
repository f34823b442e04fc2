import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchSdist } from '../../src/builder/fetch-sdist.ts'
import { FarmServer } from './farm-server.ts'
import { makeSdist } from './make-sdist.ts'

const server = new FarmServer()
const sdist = makeSdist()
const never = new AbortController().signal
let path: string
let folder: string

beforeAll(async () => {
  await server.listen()
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-fetch-'))
  path = join(folder, 'sdist')
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const pinned = (given: { url?: string; sha256?: string; size?: number | null } = {}) => ({
  filename: sdist.filename,
  url: server.serve(sdist.filename, sdist.bytes),
  sha256: sdist.sha256,
  size: sdist.bytes.length,
  ...given,
})

it('fetches what is pinned, through redirections and hiccups, with or without a size', async () => {
  expect(await fetchSdist(pinned({ size: null }), path, never)).toBeNull()
  let hiccups = 2
  server.override = ({ path: asked }) => {
    if (asked === '/moved') return { status: 302, headers: { location: `/sdists/${sdist.filename}` } }
    if (hiccups === 0) return null
    hiccups -= 1
    return { status: 503 }
  }
  expect(await fetchSdist(pinned({ url: `${server.url}/moved` }), path, never)).toBeNull()
  expect((await readFile(path)).equals(sdist.bytes)).toBe(true)
  server.override = () => null
})

it('tells a mismatch, a missing file and a network that is down apart', async () => {
  expect(await fetchSdist(pinned({ sha256: 'f'.repeat(64) }), path, never)).toMatchObject({ kind: 'SDIST_MISMATCH' })
  expect(await fetchSdist(pinned({ size: 5 }), path, never)).toMatchObject({ kind: 'SDIST_MISMATCH' })
  expect(await fetchSdist(pinned({ size: 5_000_000 }), path, never)).toMatchObject({ kind: 'SDIST_MISMATCH' })
  const gone = pinned({ url: `${server.url}/sdists/gone` })
  expect(await fetchSdist(gone, path, never)).toMatchObject({ kind: 'SDIST_UNAVAILABLE' })
  const down = pinned({ url: 'http://127.0.0.1:1/x' })
  expect(await fetchSdist(down, path, AbortSignal.abort())).toMatchObject({ kind: 'NETWORK' })
})

it('a disk that fails is no fault of the network', async () => {
  await expect(fetchSdist(pinned(), join(folder, 'no/such/folder'), never)).rejects.toMatchObject({ code: 'ENOENT' })
})
