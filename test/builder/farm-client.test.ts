import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrol } from '../../src/builder/enrol.ts'
import { openFarmClient } from '../../src/builder/farm-client.ts'
import { readIdentity, writeIdentity } from '../../src/builder/identity.ts'
import { FarmServer } from './farm-server.ts'

const farm = new FarmServer()
let folder: string
beforeAll(async () => {
  await farm.listen()
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-client-'))
})
afterAll(async () => {
  await farm.close()
  await rm(folder, { recursive: true })
})

const key = { builder: 1, key: 'k' }
const order = { order: 'o', startKey: 'k'.repeat(16) }

it('speaks plain http with this host only', () => {
  for (const url of [
    'http://farm.example',
    'http://10.0.0.1:80',
    'ftp://127.0.0.1',
    'http://u:p@127.0.0.1',
    'x',
    'http://127.0.0.1.evil.example',
  ]) {
    expect(() => openFarmClient(url, key)).toThrow(expect.objectContaining({ code: 'SERVER_URL' }))
  }
  for (const url of ['http://127.0.0.1:1/', 'http://localhost', 'http://[::1]:80', 'https://farm.example/sub/']) {
    expect(() => openFarmClient(url, key)).not.toThrow()
  }
})

it('tells yes, not now and no apart', async () => {
  const client = openFarmClient(farm.url, key)
  const answers: [answer: ReturnType<FarmServer['override']>, result: object][] = [
    [
      { status: 201, body: { attempt: 1, token: 't' } },
      { kind: 'ok', value: { attempt: 1, token: 't' } },
    ],
    [{ status: 200, body: { something: 'else' } }, { kind: 'later' }],
    [
      { status: 503, body: { code: 'X', message: 'm' }, headers: { 'retry-after': '7' } },
      { kind: 'later', afterMs: 7_000, why: 'X: m' },
    ],
    [
      { status: 429, body: { code: 'X', message: 'm' } },
      { kind: 'later', afterMs: null },
    ],
    [
      { status: 404, body: Buffer.from('<h1>nginx</h1>') },
      { kind: 'later', why: 'status 404' },
    ],
    [{ status: 302, headers: { location: 'https://elsewhere.example/' } }, { kind: 'later' }],
    [
      { status: 410, body: { code: 'GONE_BUILD', message: 'm' } },
      { kind: 'no', status: 410, code: 'GONE_BUILD' },
    ],
    [
      { status: 403, body: { code: 'REVOKED', message: 'm', at: 'x' } },
      { kind: 'no', status: 403, code: 'REVOKED' },
    ],
  ]
  for (const [answer, result] of answers) {
    farm.override = () => answer
    expect(await client.start(order)).toMatchObject(result)
  }
  farm.override = () => null
  await client.close()
  expect(await openFarmClient('http://127.0.0.1:1', key).start(order)).toMatchObject({ kind: 'later' })
})

it('enrols once the farm is there, and keeps the key for itself', async () => {
  let away = 2
  farm.override = () => (away-- > 0 ? { status: 503, body: { code: 'X', message: 'm' } } : null)
  const options = { serverUrl: farm.url, dataDir: folder, token: 't'.repeat(20), interpreters: [], pythons: null }
  const identity = await enrol({ ...options, name: 'Küche', signal: new AbortController().signal })
  expect(identity).toEqual({ builder: 1, key: 'the-key', server: farm.url, pythons: null })
  expect(await readIdentity(folder)).toEqual(identity)
  expect((await stat(join(folder, 'identity.json'))).mode & 0o777).toBe(0o600)
})

it('a refused token and a spoilt identity say so', async () => {
  farm.override = () => ({ status: 403, body: { code: 'TOKEN_USED', message: 'used' } })
  const given = { serverUrl: farm.url, dataDir: folder, token: 't'.repeat(20), name: 'x' }
  const options = { ...given, interpreters: [], pythons: null }
  await expect(enrol({ ...options, signal: new AbortController().signal })).rejects.toMatchObject({
    code: 'ENROL_REFUSED',
  })
  await writeFile(join(folder, 'identity.json'), '{"builder":')
  await expect(readIdentity(folder)).rejects.toMatchObject({ code: 'IDENTITY_UNREADABLE' })
  expect(await readIdentity(join(folder, 'none'))).toBeNull()
  const other = { builder: 2, key: 'x', server: 'https://farm.example', pythons: ['/usr/bin/python3'] }
  await writeIdentity(folder, other)
  expect(await readIdentity(folder)).toEqual(other)
})
