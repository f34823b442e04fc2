import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

/*
 * An upstream that means harm: a sync in a process of its own, with a small heap, must outlive all of it, take what is sound, and
 * let no text of it do anything but be text.
 */

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json'
const MIB = 1_048_576
/** Of the whole process at its worst: one body at its cap, packed and unpacked, beside a heap of 256 MB. */
const mostResident = 900 * MIB

let world: SyncWorld
let child: ChildProcess
beforeEach(async () => {
  world = await openSyncWorld()
  const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url))
  const args = ['--max-old-space-size=256', '--import', 'tsx', script, world.farm.url, world.upstream.url, tmpdir()]
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await world.settled()
})
afterEach(async () => {
  if (child.exitCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await world.close()
})

const add = (name: string, version = '1.0') =>
  world.upstream.ctl.addRelease({ name, version, files: [{ filename: `${name}-${version}.tar.gz` }] })
const faultsOf = async (name: string) => {
  const rows = await world.farm.database.sql`
    select code from upstream_faults where place like ${`/simple/${name}/%`} order by code`
  return rows.map(({ code }) => code)
}
const page = (files: string, more = '') =>
  `{"meta":{"api-version":"1.4","_last-serial":SERIAL},"name":"evil","versions":["1.0"]${more},"files":[${files}]}`
const file = (more: string) =>
  `{"filename":"evil-1.0.tar.gz","url":"/packages/evil-1.0.tar.gz","hashes":{"sha256":"${'ab'.repeat(32)}"}${more}}`

/** From one event to the next, so that the page can say that it knows the event. */
const GAP = 10_000

/** Answers to a project page that are no page, or hold what no page may. */
const pages: readonly [what: string, body: string][] = [
  ['arrays without end', '['.repeat(5 * MIB)],
  ['objects without end', '{"a":'.repeat(MIB)],
  ['deep nesting in a key that nobody reads', page(file(''), `,"deep":${'['.repeat(2_000)}${']'.repeat(2_000)}`)],
  ['numbers beyond all bounds', page(file(',"size":1e999'), ',"_huge":123456789012345678901234567890')],
  ['a size that no bigint holds', page(file(',"size":99999999999999999999'))],
  ['NUL and half characters', page(file(',"yanked":"\\u0000\\ud800 why","requires-python":">=3\\u0000\\udfff"'))],
  ['a file name of half a character', page(file('').replace('evil-1.0', 'evil-1.0\\ud800'))],
  [
    'a prototype',
    page(file(',"__proto__":{"yanked":true}'), ',"__proto__":{"files":[]},"constructor":{"prototype":1}'),
  ],
  ['SQL', page(file(`,"yanked":"'); drop table files; --","requires-python":"'; delete from packages; --"`))],
  ['a path', page(file('').replace('"evil-1.0.tar.gz"', '"../../../etc/passwd"'))],
  ['a million files of nothing', page(Array.from({ length: 300_000 }, () => '{}').join(','))],
  ['an address without end', page(file('').replace('/packages/', `/${'a/'.repeat(500_000)}`))],
]

test('pages that mean harm are outlived, and what is sound on them is kept as text', { timeout: 300_000 }, async () => {
  await add('evil')
  await world.settled()

  for (const [what, body] of pages) {
    const serial = String((world.upstream.journal.at(-1)?.[4] ?? 0) + GAP)
    const text = body.replace('SERIAL', serial)
    await world.upstream.ctl.fault({ route: '/simple/evil/', body: text, contentType: SIMPLE_JSON })
    const action = 'DROP TABLE packages; -- \ud800\u0000 &#0; &#xd800;'
    await world.upstream.ctl.run({ kind: 'row', name: 'evil', action, gap: GAP })
    await world.settled().catch((cause: unknown) => {
      throw new Error(`after ${what}`, { cause })
    })
    expect([what, child.exitCode]).toEqual([what, null])
  }
  for (const encoding of ['gzip', 'identity'] as const) {
    await world.upstream.ctl.fault({ route: '/simple/evil/', bodyBytes: 300 * MIB, contentType: SIMPLE_JSON, encoding })
  }
  await add('good')
  await waitFor('a project of good will', async () => (await storedProject(world.farm, 'good')) ?? undefined)

  expect(await storedProject(world.farm, 'good')).toEqual(await upstreamProject(world.upstream.url, 'good'))
  const told = new Set(await faultsOf('evil'))
  expect([...told]).toEqual(expect.arrayContaining(['PAGE_ENTRY', 'UPSTREAM_CONTENT']))
  expect(await residentAtMost()).toBeLessThan(mostResident)
})

test('changelogs that mean harm hold nothing up', { timeout: 300_000 }, async () => {
  const xml = (inside: string) =>
    `<?xml version="1.0"?><methodResponse><params><param>${inside}</param></params></methodResponse>`
  const value = (text: string) => `<value><string>${text}</string></value>`
  const bodies = [
    '<value>'.repeat(MIB),
    xml('<value><array><data>'.repeat(200_000)),
    xml(`<value><array><data>${'<value/>'.repeat(500_000)}</data></array></value>`),
    xml(value('x'.repeat(20 * MIB))),
    xml(`<value><int>${'9'.repeat(MIB)}</int></value>`),
    xml(value('&#0;&#xd800;&#x110000;')),
    `<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd">${xml(value('a'))}`,
    `${'<!-- -->'.repeat(MIB)}`,
  ]
  for (const body of bodies) await world.upstream.ctl.fault({ route: '/pypi', body, contentType: 'text/xml' })
  await world.upstream.ctl.fault({ route: '/pypi', bodyBytes: 300 * MIB, contentType: 'text/xml' })

  await add('good')
  await world.settled()

  expect(await storedProject(world.farm, 'good')).toEqual(await upstreamProject(world.upstream.url, 'good'))
  expect(child.exitCode).toBeNull()
  expect(await residentAtMost()).toBeLessThan(mostResident)
})

/** Where Linux tells it; 0 elsewhere. */
async function residentAtMost(): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024
}
