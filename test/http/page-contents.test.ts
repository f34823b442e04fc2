import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packages, releases } from '../../schema/tables/packages.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import { notify } from '../../src/store/notify.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { publishWheel } from '../support/publish-wheel.ts'
import { addPackage } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'
import { rawRequest } from './raw-request.ts'
import { serveIndex } from './serve-index.ts'

const jsonType = 'application/vnd.pypi.simple.v1+json'

let farm: TestFarm
let app: FastifyInstance
let url: string

beforeAll(async () => {
  farm = await createTestFarm()
  ;({ app, url } = await serveIndex(farm))
})
afterAll(async () => {
  await app.close()
  await farm.close()
})

/** That a page is not there is remembered until a notice says otherwise, and notices come in their order. */
async function allNoticesHeard(): Promise<void> {
  expect(await filesOf('heard')).toBe(404)
  await publishWheel(farm, { name: 'heard', version: '1.0' })
  await waitFor('the notice', async () => ((await filesOf('heard')) === 404 ? undefined : true))
}

async function filesOf(name: string): Promise<{ filename: string; yanked: boolean | string }[] | number> {
  const answer = await rawRequest(url, `/simple/${name}/`, { headers: { accept: jsonType } })
  return answer.status === 200 ? JSON.parse(answer.body.toString()).files : answer.status
}

describe('what a page shows', () => {
  test('a package without a servable wheel is 404 in plain text, until it has one', async () => {
    await addPackage(farm.database.db, { name: 'empty' })
    for (const path of [
      '/simple/empty/',
      '/simple/never-heard-of/',
      '/simple/not%20a%20name/',
      `/simple/${'x'.repeat(300)}/`,
    ]) {
      const answer = await rawRequest(url, path)
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    }

    await publishWheel(farm, { name: 'empty', version: '1.0' })
    await waitFor('the new wheel', async () => (typeof (await filesOf('empty')) === 'number' ? undefined : true))
  })

  test('versions stand in the order of their sort keys', async () => {
    for (const [version, sortKey] of [
      ['1.10', 'c'],
      ['1.9', 'b'],
      ['1.10rc1', 'bz'],
      ['1.0', 'Z'],
    ] as const) {
      const { releaseId } = await publishWheel(farm, { name: 'ordered', version })
      await farm.database.db.update(releases).set({ sortKey }).where(eq(releases.id, releaseId))
    }
    await farm.database.db.transaction(async (tx) => notify(tx, { kind: 'package', name: 'ordered' }))
    const names = ['1.0', '1.9', '1.10rc1', '1.10'].map((version) => `ordered-${version}-py3-none-any.whl`)
    await waitFor('the order', async () => {
      const files = await filesOf('ordered')
      return Array.isArray(files) && files.map(({ filename }) => filename).join() === names.join() ? true : undefined
    })
  })

  const now = new Date()
  const withdrawn = { withdrawnAt: now, withdrawnBy: 'anna', withdrawnReason: 'it is bad' }
  const hidings: [string, (wheel: Awaited<ReturnType<typeof publishWheel>>) => Promise<unknown>][] = [
    ['withdrawn', (w) => farm.database.db.update(wheels).set(withdrawn).where(eq(wheels.id, w.wheelId))],
    [
      'gone-release',
      (w) => farm.database.db.update(releases).set({ gone: 'REMOVED' }).where(eq(releases.id, w.releaseId)),
    ],
    [
      'hidden-release',
      (w) => farm.database.db.update(releases).set({ hiddenSerial: 9 }).where(eq(releases.id, w.releaseId)),
    ],
    ['removed', (w) => farm.database.db.update(packages).set({ removedAt: now }).where(eq(packages.id, w.packageId))],
    [
      'quarantined',
      (w) => farm.database.db.update(packages).set({ status: 'quarantined' }).where(eq(packages.id, w.packageId)),
    ],
    [
      'hidden',
      (w) =>
        farm.database.db.update(packages).set({ hiddenSerial: 9, pageSerial: 8 }).where(eq(packages.id, w.packageId)),
    ],
  ]
  test.each(hidings)('%s: page, file and metadata vanish at once', async (name, hide) => {
    const wheel = await publishWheel(farm, { name, version: '1.0' })
    await waitFor('the wheel', async () => (typeof (await filesOf(name)) === 'number' ? undefined : true))

    await hide(wheel)
    await farm.database.db.transaction(async (tx) => notify(tx, { kind: 'package', name }))
    await waitFor('a 404', async () => ((await filesOf(name)) === 404 ? true : undefined))
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(404)
    expect((await rawRequest(url, `/files/${wheel.filename}.metadata`)).status).toBe(404)
    const root = await rawRequest(url, '/simple/', { headers: { accept: jsonType } })
    expect(JSON.parse(root.body.toString()).projects).not.toContainEqual({ name })
  })

  test('a page as new as the event shows again what the event hid', async () => {
    const wheel = await publishWheel(farm, { name: 'shown-again', version: '1.0' })
    const shown = { hiddenSerial: 9, pageSerial: 9 }
    await farm.database.db.update(packages).set(shown).where(eq(packages.id, wheel.packageId))
    await farm.database.db.transaction(async (tx) => notify(tx, { kind: 'package', name: 'shown-again' }))
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(200)
    expect(await filesOf('shown-again')).toHaveLength(1)
  })

  test('one release that goes leaves the others', async () => {
    await publishWheel(farm, { name: 'partly', version: '1.0' })
    const gone = await publishWheel(farm, { name: 'partly', version: '2.0' })
    await farm.database.db.update(releases).set({ gone: 'QUARANTINED' }).where(eq(releases.id, gone.releaseId))
    await farm.database.db.transaction(async (tx) => notify(tx, { kind: 'package', name: 'partly' }))
    await waitFor('one file', async () => {
      const files = await filesOf('partly')
      return Array.isArray(files) && files.length === 1 ? true : undefined
    })
    expect(await filesOf('partly')).toMatchObject([{ filename: 'partly-1.0-py3-none-any.whl' }])
  })

  test('a yanked release is served with the flag', async () => {
    const wheel = await publishWheel(farm, { name: 'yanked', version: '1.0' })
    const yank = { yanked: true, yankedReason: 'broken' }
    await farm.database.db.update(releases).set(yank).where(eq(releases.id, wheel.releaseId))
    await farm.database.db.transaction(async (tx) => notify(tx, { kind: 'package', name: 'yanked' }))
    await waitFor('the flag', async () => {
      const files = await filesOf('yanked')
      return Array.isArray(files) && files[0]?.yanked === 'broken' ? true : undefined
    })
    expect((await rawRequest(url, `/files/${wheel.filename}`)).status).toBe(200)
  })

  test('after a lost connection to the notices, nothing old is believed', async () => {
    const wheel = await publishWheel(farm, { name: 'reconnected', version: '1.0' })
    await allNoticesHeard()
    await waitFor('the wheel', async () => (Array.isArray(await filesOf('reconnected')) ? true : undefined))
    await farm.database.db.update(wheels).set(withdrawn).where(eq(wheels.id, wheel.wheelId))
    expect(await filesOf('reconnected')).toHaveLength(1)

    await farm.database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%'`
    await waitFor('a 404', async () => ((await filesOf('reconnected')) === 404 ? true : undefined), 30_000)
  })
})
