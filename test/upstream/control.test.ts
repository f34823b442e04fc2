import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstream, type Upstream } from './server.ts'

let upstream: Upstream

beforeAll(async () => {
  upstream = await startUpstream()
})

afterAll(() => upstream.close())

async function control(body: unknown, contentType = 'application/json'): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${upstream.url}/_ctl`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

it('writes the journal texts of PyPI for everything that can happen to a project', async () => {
  const file = { kind: 'upload', name: 'Life', version: '1.0', bytes: 'eA==' }
  const commands = [
    { ...file, filename: 'life-1.0.tar.gz', at: '2020-05-06T07:08:09Z' },
    { ...file, filename: 'life-1.0-cp37-abi3-linux_armv7l.whl' },
    { kind: 'yank', name: 'life', version: '1.0', reason: 'why not' },
    { kind: 'unyank', name: 'LIFE', version: '1.0.0' },
    { kind: 'quarantine', name: 'life' },
    { kind: 'clear-quarantine', name: 'life' },
    { kind: 'quarantine', name: 'life', version: '1.0' },
    { kind: 'clear-quarantine', name: 'life', version: '1.0' },
    { kind: 'archive', name: 'life' },
    { kind: 'remove-file', filename: 'life-1.0.tar.gz' },
    { kind: 'remove-release', name: 'life', version: '1.0' },
    { kind: 'remove-project', name: 'life' },
    { ...file, name: 'life_', version: '2.0', filename: 'life-2.0.zip' },
    { kind: 'row', name: 'user:bob', action: 'nuke user' },
  ]

  const { status, body } = await control(commands)

  expect(status).toBe(200)
  const { rows } = body as { rows: [string, string | null, number, string, number][] }
  expect(rows.map(([name, version, , action]) => `${name} ${version ?? '-'} ${action}`)).toEqual([
    'Life - create',
    'Life - add Owner stand-in',
    'Life 1.0 new release',
    'Life 1.0 add source file life-1.0.tar.gz',
    'Life 1.0 add cp37 file life-1.0-cp37-abi3-linux_armv7l.whl',
    'Life 1.0 yank release',
    'Life 1.0 unyank release',
    'Life - project quarantined',
    'Life - project quarantine cleared',
    'Life 1.0 release quarantined',
    'Life 1.0 release quarantine cleared',
    'Life 1.0 remove file life-1.0.tar.gz',
    'Life 1.0 remove release',
    'Life - remove project',
    'life_ - create',
    'life_ - add Owner stand-in',
    'life_ 2.0 new release',
    'life_ 2.0 add source file life-2.0.zip',
    'user:bob - nuke user',
  ])
  expect(rows[0]?.[2]).toBe(Date.parse('2020-05-06T07:08:09Z') / 1_000)
  const serials = rows.map((row) => row[4])
  expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b))
  expect(upstream.journal).toEqual(rows)
})

it('reads name, version and requires-python from the archive', async () => {
  await upstream.ctl.addDemo('demo-modern', '4.2')

  const page = await (await fetch(`${upstream.url}/pypi/demo-modern/4.2/json`)).json()

  expect(page).toMatchObject({ info: { requires_python: '>=3.10', summary: 'Pure Python that excludes old rungs' } })
})

it('gives a new name the recipe of a demo package, with facts of its own', async () => {
  await upstream.ctl.addRelease({ name: 'my.own', version: '0.1', requiresPython: '>=3.9', summary: 'mine' })

  const page = await (await fetch(`${upstream.url}/pypi/my-own/json`)).json()

  expect(page).toMatchObject({
    info: { name: 'my.own', requires_python: '>=3.9', summary: 'mine' },
    urls: [{ filename: 'my_own-0.1.tar.gz' }],
  })
})

it('never takes a file name twice, not even after a removal, unless forced', async () => {
  const release = { name: 'once', version: '1', files: [{ filename: 'once-1.tar.gz' }] }
  await upstream.ctl.addRelease(release)
  await upstream.ctl.removeProject('once')

  await expect(upstream.ctl.addRelease(release)).rejects.toMatchObject({ code: 'STAND_IN_NAME_USED' })
  await upstream.ctl.addRelease({ ...release, force: true })

  expect((await fetch(`${upstream.url}/simple/once/`)).status).toBe(200)
})

it('takes one of two uploads of a name at once', async () => {
  const release = { name: 'twice', version: '1', files: [{ filename: 'twice-1.tar.gz' }] }

  const both = await Promise.allSettled([upstream.ctl.addRelease(release), upstream.ctl.addRelease(release)])

  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it.each([
  ['no JSON', '{', 400, 'STAND_IN_COMMAND'],
  ['no command', { kind: 'explode' }, 400, 'STAND_IN_COMMAND'],
  ['a ready-made file', { kind: 'file', name: 'x', version: '1' }, 400, 'STAND_IN_COMMAND'],
  ['an archive that tells nothing', { kind: 'upload', filename: 'x.tar.gz', bytes: 'eA==' }, 400, 'STAND_IN_FILE'],
  ['a project that is not there', { kind: 'yank', name: 'nobody', version: '1' }, 404, 'STAND_IN_UNKNOWN'],
  ['a file that is not there', { kind: 'remove-file', filename: 'x-1.tar.gz' }, 404, 'STAND_IN_UNKNOWN'],
  ['no demo package', { kind: 'demo', name: 'nobody', version: '1' }, 404, 'STAND_IN_UNKNOWN'],
])('refuses %s and writes nothing', async (_what, command, status, code) => {
  const before = upstream.journal.length

  expect(await control(command)).toMatchObject({ status, body: { code } })

  expect(upstream.journal).toHaveLength(before)
})

it('takes commands as JSON alone, which no form of a foreign page can send', async () => {
  const command = { kind: 'remove-project', name: 'once' }
  expect(await control(command, 'text/plain')).toMatchObject({ status: 400, body: { code: 'STAND_IN_COMMAND' } })
})
