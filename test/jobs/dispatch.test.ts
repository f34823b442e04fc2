import { eq, isNotNull, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { AttemptId, BuilderId } from '../../schema/ids.ts'
import type { BuildJob } from '../../schema/job.ts'
import { builds } from '../../schema/tables/builds.ts'
import { files } from '../../schema/tables/packages.ts'
import { targets } from '../../schema/tables/targets.ts'
import { runDispatcher } from '../../src/jobs/dispatch.ts'
import { fillQueue } from '../../src/jobs/fill.ts'
import { grantQueueAccess } from '../../src/jobs/queue-access.ts'
import { openQueues, prepareQueues, type Queues } from '../../src/jobs/queues.ts'
import { reconcileQueue } from '../../src/jobs/reconcile.ts'
import { requeueBuild } from '../../src/jobs/requeue.ts'
import { startAttempt } from '../../src/jobs/start.ts'
import { clearWorld } from '../support/clear-world.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addPlannedRelease, buildsOf, changeRelease, plan } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'
import { openWorker, queueBackends } from '../support/queue-backends.ts'
import { addFile, addPackage, addRelease, addTargetRow } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await createTestFarm()
})
afterAll(() => farm.close())

describe.each(queueBackends(() => farm.url))('the window on $backend', ({ config, clean }) => {
  let queues: Queues
  let target: Awaited<ReturnType<typeof addTargetRow>>
  let minor = 100
  beforeAll(async () => {
    await prepareQueues(config())
    queues = openQueues(config(), farm.log)
  })
  afterAll(async () => {
    await queues.close()
    await clean()
  })
  // A target, and so a queue, of its own for each test.
  beforeEach(async () => {
    minor += 1
    target = await addTargetRow(farm.database.db, { abi: `cp3${minor}` })
  })
  afterEach(() => clearWorld(farm))

  const old = new Date('2020-01-01')
  const queuedIds = async () => (await queues.list(target)).waiting.toSorted()
  const jobsOf = (...ids: number[]) => ids.map((id) => `b${id}-1`).toSorted()
  const markedBuilds = () => farm.database.db.select().from(builds).where(isNotNull(builds.queuedAt))

  /** Backlog releases of one package. */
  async function addBacklog(count: number, name: string) {
    const { db } = farm.database
    const owner = await addPackage(db, { name })
    const ids = []
    for (let n = 0; n < count; n += 1) {
      const uploadedAt = new Date(old.getTime() + n * 60_000)
      const release = await addRelease(db, { package: owner, version: `1.${n}`, uploadedAt })
      await addFile(db, { release, filename: `${name}-1.${n}.tar.gz` })
      ids.push(release.id)
    }
    return ids
  }

  test('takes the newest backlog first, and no package more than its share', async () => {
    const many = await addBacklog(30, 'many')
    const few = await addBacklog(3, 'few')
    await plan(farm, ...many, ...few)

    await fillQueue({ ...farm, window: 10 }, queues, target.id)
    const first = await markedBuilds()
    await fillQueue({ ...farm, window: 24 }, queues, target.id)

    expect(first.map(({ releaseId }) => releaseId).toSorted((a, b) => a - b)).toEqual(many.slice(-10))
    const marked = await markedBuilds()
    // Twenty of one, three of the other, and one more of the first since nobody else waits.
    expect(marked.filter(({ releaseId }) => few.includes(releaseId))).toHaveLength(3)
    expect(marked).toHaveLength(24)
    expect(await queuedIds()).toEqual(jobsOf(...marked.map(({ id }) => id)))
  })

  test('lets fresh and urgent builds in when it is full', async () => {
    const backlog = await addBacklog(3, 'full')
    await plan(farm, ...backlog)
    const narrow = { ...farm, window: 1 }
    await fillQueue(narrow, queues, target.id)
    const fresh = await addPlannedRelease(farm)
    const [waiting] = (await Promise.all(backlog.map((id) => buildsOf(farm, { id }))))
      .flat()
      .filter(({ queuedAt }) => !queuedAt)
    if (waiting === undefined) throw new Error('nothing waits')
    await requeueBuild(farm, waiting.id, 'anna', 'a user waits for it')

    await fillQueue(narrow, queues, target.id)

    const lanes = (await markedBuilds()).map(({ lane }) => lane).toSorted()
    expect(lanes).toEqual(['backlog', 'fresh', 'urgent'])
    expect((await buildsOf(farm, fresh))[0]?.queuedAt).not.toBeNull()
  })

  test('a build that is raised while it waits in the queue goes first', async () => {
    const first = await addPlannedRelease(farm, { uploadedAt: old })
    await addPlannedRelease(farm, { uploadedAt: old })
    await fillQueue(farm, queues, target.id)
    const [last] = await buildsOf(farm, first)
    if (last === undefined) throw new Error('no build')

    expect(await requeueBuild(farm, last.id, 'anna', 'soon, please')).toEqual({ build: last.id, outcome: 'RAISED' })
    await fillQueue(farm, queues, target.id)

    const taken: number[] = []
    const access = await grantQueueAccess(farm, config(), 1 as BuilderId, [target])
    const worker = openWorker(access, target, async (job) => {
      taken.push(job.build)
    })
    await waitFor('both jobs', async () => (taken.length === 2 ? taken : undefined))
    await worker.close()
    expect(taken[0]).toBe(last.id)
  })

  test('filled by two dispatchers at once holds no more than it may, and nothing twice', async () => {
    const backlog = await addBacklog(30, 'twice')
    await plan(farm, ...backlog)
    const narrow = { ...farm, window: 8 }

    await Promise.all([1, 2, 3].map(() => fillQueue(narrow, queues, target.id)))

    const marked = await markedBuilds()
    expect(marked).toHaveLength(8)
    expect(await queuedIds()).toEqual(jobsOf(...marked.map(({ id }) => id)))
  })

  test('loses nothing when the queue is flushed', async () => {
    await plan(farm, ...(await addBacklog(5, 'flushed')))
    await fillQueue(farm, queues, target.id)
    const before = await queuedIds()
    for (const id of before) await queues.remove(target, id)
    expect(await queuedIds()).toEqual([])

    expect(await reconcileQueue(farm, queues, target.id, 0)).toEqual({ added: 5, removed: 0 })

    expect(await queuedIds()).toEqual(before)
    expect(await reconcileQueue(farm, queues, target.id, 0)).toEqual({ added: 0, removed: 0 })
  })

  test('loses nothing when the process dies between commit and add', async () => {
    const release = await addPlannedRelease(farm)
    const dying: Queues = { ...queues, add: () => Promise.reject(new Error('killed')) }
    await expect(fillQueue(farm, dying, target.id)).rejects.toThrow('killed')
    expect(await queuedIds()).toEqual([])

    await reconcileQueue(farm, queues, target.id, 0)

    const [build] = await buildsOf(farm, release)
    expect(await queuedIds()).toEqual(jobsOf(build?.id ?? 0))
  })

  test('lets go of jobs that nobody waits for, and keeps those that a builder has in hand', async () => {
    const [closed, held] = [await addPlannedRelease(farm), await addPlannedRelease(farm)]
    await fillQueue(farm, queues, target.id)
    await changeRelease(farm, closed.id, { yanked: true })

    expect(await reconcileQueue(farm, queues, target.id, 0)).toEqual({ added: 0, removed: 1 })
    const [kept] = await buildsOf(farm, held)
    if (kept === undefined) throw new Error('no build')
    expect(await queuedIds()).toEqual(jobsOf(kept.id))

    const access = await grantQueueAccess(farm, config(), 1 as BuilderId, [target])
    let finish = () => {}
    const worker = openWorker(access, target, () => new Promise((resolve) => (finish = resolve)))
    await waitFor('the job to be taken', async () =>
      (await queues.list(target)).active.length === 1 ? true : undefined,
    )
    await farm.database.db.update(builds).set({ queuedAt: null, work: 'BUILDING' }).where(eq(builds.id, kept.id))
    expect(await reconcileQueue(farm, queues, target.id, 0)).toEqual({ added: 0, removed: 0 })
    finish()
    await worker.close()
  })

  test('queues nothing without an sdist, and nothing on a target that is paused or rests', async () => {
    const release = await addPlannedRelease(farm)
    const { db } = farm.database
    await db.update(files).set({ removedAt: sql`now()` }).where(eq(files.releaseId, release.id))
    await fillQueue(farm, queues, target.id)
    expect(await queuedIds()).toEqual([])

    await db.update(files).set({ removedAt: null }).where(eq(files.releaseId, release.id))
    for (const rest of [{ pausedAt: sql`now()` }, { pausedAt: null, breakerUntil: sql`now() + interval '1 minute'` }]) {
      await db.update(targets).set(rest).where(eq(targets.id, target.id))
      await fillQueue(farm, queues, target.id)
      expect(await queuedIds()).toEqual([])
    }
    await db.update(targets).set({ breakerUntil: null }).where(eq(targets.id, target.id))
    await fillQueue(farm, queues, target.id)
    expect(await queuedIds()).toHaveLength(1)
  })

  test('holds a build of which no job can be made, and the climb goes on', async () => {
    const upper = await addTargetRow(farm.database.db, { abi: `cp3${minor + 100}` })
    const release = await addPlannedRelease(farm, { version: '1.0 beta' })
    await fillQueue(farm, queues, target.id)
    expect(await queuedIds()).toEqual([])
    expect(await buildsOf(farm, release)).toMatchObject([
      { work: 'HELD', climbing: false, note: expect.stringContaining('version') },
      { targetId: upper.id, work: 'WAITING', climbing: true },
    ])
  })

  test('the dispatcher brings a release through its climb by itself', { timeout: 180_000 }, async () => {
    const upper = await addTargetRow(farm.database.db, { abi: `cp3${minor + 100}` })
    const pi = await addPlayedBuilder(farm, { targets: [target, upper] })
    const access = await grantQueueAccess(farm, config(), pi.identity.id, [target, upper])
    const stop = new AbortController()
    const dispatcher = runDispatcher(farm, queues, { signal: stop.signal })
    const workers = [target, upper].map((rung) => openWorker(access, rung, (job) => buildOne(pi, job)))
    onTestFinished(async () => {
      stop.abort()
      await dispatcher
      await Promise.all(workers.map((worker) => worker.close()))
    })

    const release = await addPlannedRelease(farm)

    const built = await waitFor('both rungs', async () => {
      const found = await buildsOf(farm, release)
      return found.filter(({ verdict }) => verdict === 'BUILT').length === 2 ? found : undefined
    })
    expect(built.map(({ targetId }) => targetId)).toEqual([target.id, upper.id])
  })

  async function buildOne(pi: PlayedBuilder, job: BuildJob): Promise<void> {
    const startKey = `key-of-${job.build}-${job.try}-x`
    const { attempt, token } = await startAttempt(farm, pi.identity, { order: job.order, startKey })
    const tags = [`${job.target.abi}-${job.target.abi}-linux_x86_64`]
    const wheel = await makeWheel({ name: job.package, version: job.version, tags })
    await pi.report({ attempt: attempt as AttemptId, token }, { wheels: [wheel] })
  }
})
