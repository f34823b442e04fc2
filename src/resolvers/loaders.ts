import DataLoader from 'dataloader'
import type { AttemptId, BuilderId, BuildId, PackageId, ReleaseId, WheelId } from '../../schema/ids.ts'
import type { Farm } from '../jobs/farm.ts'
import { compareTargets } from '../ladder/target-order.ts'
import { readCounters } from '../store/counters.ts'
import type { Db } from '../store/database.ts'
import { readHourCounts } from '../store/hour-counts.ts'
import type { PageRequest } from '../store/page.ts'
import { readPolicies } from '../store/policies.ts'
import { readBuilders, readBuilderTargets } from '../store/read-builders.ts'
import {
  readAttemptPages,
  readAttempts,
  readBuilds,
  readEventPages,
  readOpenAttempts,
  readReleaseBuilds,
  readReports,
} from '../store/read-builds.ts'
import { readCovers } from '../store/read-covers.ts'
import {
  countReleases,
  type ReleaseKey,
  readPackages,
  readPackagesByName,
  readReleasePages,
  readReleases,
} from '../store/read-packages.ts'
import { countDirty } from '../store/read-sync.ts'
import { readOldestOpen, readTargets } from '../store/read-targets.ts'
import { countQueuedBacklog, type QueuePlace, readBuilderCounts } from '../store/read-waits.ts'
import {
  readAttemptWheels,
  readBuildWheelPages,
  readReleaseWheelPages,
  readUpstreamWheelsByName,
  readWheels,
  readWheelsByName,
} from '../store/read-wheels.ts'
import { rateStart } from './backlog.ts'
import { many, once, one, pages } from './batch.ts'
import { dirtyBound } from './bounds.ts'
import { loadStandings } from './standings.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Every relation, loaded set by set. They remember what they loaded, so they live for one request. */
export function createLoaders(farm: Farm) {
  const { db } = farm.database
  return { ...packageLoaders(farm, db), ...buildLoaders(db), ...wheelLoaders(db), ...targetLoaders(farm, db) }
}

function packageLoaders(farm: Farm, db: Db) {
  const release = one(
    (ids: readonly ReleaseId[]) => readReleases(db, ids),
    (row) => row.id,
  )
  return {
    package: one(
      (ids: readonly PackageId[]) => readPackages(db, ids),
      (row) => row.id,
    ),
    /** By normal form. */
    packageByName: one(
      (names: readonly string[]) => readPackagesByName(db, names),
      (row) => row.name,
    ),
    policies: one(
      (ids: readonly PackageId[]) => readPolicies(db, ids),
      (row) => row.owner,
    ),
    release,
    releasesOf: pages(
      async (owners: readonly PackageId[], page: PageRequest<ReleaseKey>) => {
        const rows = await readReleasePages(db, owners, page)
        for (const row of rows) release.prime(row.id, row)
        return rows
      },
      (row) => row.packageId,
    ),
    releaseCount: one(
      async (owners: readonly PackageId[]) => [...(await countReleases(db, owners))],
      ([owner]) => owner,
    ),
    standings: one(
      (ids: readonly ReleaseId[]) => loadStandings(farm, ids),
      (standing) => standing.release,
    ),
  }
}

function buildLoaders(db: Db) {
  return {
    build: one(
      (ids: readonly BuildId[]) => readBuilds(db, ids),
      (row) => row.id,
    ),
    buildsOf: many(
      (owners: readonly ReleaseId[]) => readReleaseBuilds(db, owners),
      (row) => row.releaseId,
    ),
    /** Since when a wheel from elsewhere makes up for a build. */
    cover: one(
      (ids: readonly BuildId[]) => readCovers(db, ids),
      (row) => row.build,
    ),
    attempt: one(
      (ids: readonly AttemptId[]) => readAttempts(db, ids),
      (row) => row.id,
    ),
    attemptsOf: pages(
      (owners: readonly BuildId[], page: PageRequest<number>) => readAttemptPages(db, owners, page),
      (row) => row.buildId,
    ),
    eventsOf: pages(
      (owners: readonly BuildId[], page: PageRequest<number>) => readEventPages(db, owners, page),
      (row) => row.buildId,
    ),
    report: one(
      (owners: readonly AttemptId[]) => readReports(db, owners),
      (row) => row.attemptId,
    ),
  }
}

function wheelLoaders(db: Db) {
  return {
    wheel: one(
      (ids: readonly WheelId[]) => readWheels(db, ids),
      (row) => row.id,
    ),
    wheelByName: one(
      (names: readonly string[]) => readWheelsByName(db, names),
      (row) => row.filename,
    ),
    upstreamWheelByName: one(
      (names: readonly string[]) => readUpstreamWheelsByName(db, names),
      (row) => row.filename,
    ),
    wheelsOfAttempt: many(
      (owners: readonly AttemptId[]) => readAttemptWheels(db, owners),
      (row) => row.attemptId,
    ),
    wheelsOfRelease: pages(
      (owners: readonly ReleaseId[], page: PageRequest<WheelId>) => readReleaseWheelPages(db, owners, page),
      (row) => row.releaseId,
    ),
    wheelsOfBuild: pages(
      (owners: readonly BuildId[], page: PageRequest<WheelId>) => readBuildWheelPages(db, owners, page),
      (row) => row.buildId,
    ),
  }
}

function targetLoaders({ lostAfterMs }: Farm, db: Db) {
  return {
    /** All, in ladder order. */
    targets: once(async () => (await readTargets(db)).sort(compareTargets)),
    counters: once(() => readCounters(db)),
    /** Of the hours that count for today and for the rates. */
    hourCounts: once(() => readHourCounts(db, rateStart(new Date()))),
    oldestOpen: once(() => readOldestOpen(db)),
    /** Project pages that are due, counted up to one past the bound. */
    dirty: once(() => countDirty(db, dirtyBound)),
    builder: one(
      (ids: readonly BuilderId[]) => readBuilders(db, ids),
      (row) => row.id,
    ),
    targetsOfBuilder: many(
      (owners: readonly BuilderId[]) => readBuilderTargets(db, owners),
      (row) => row.builderId,
    ),
    openAttempts: many(
      (owners: readonly BuilderId[]) => readOpenAttempts(db, owners),
      (row) => row.builderId,
    ),
    builderCounts: once(() => readBuilderCounts(db, lostAfterMs)),
    /** Backlog jobs of a package in a target's queue. */
    queued: queuedLoader(db),
  }
}

function queuedLoader(db: Db) {
  return new DataLoader<QueuePlace, number, string>(
    async (places) => {
      const counts = await countQueuedBacklog(db, places)
      return places.map(
        ({ owner, target }) => counts.find((row) => row.owner === owner && row.target === target)?.queued ?? 0,
      )
    },
    { cacheKeyFn: ({ owner, target }) => `${owner} ${target}` },
  )
}
