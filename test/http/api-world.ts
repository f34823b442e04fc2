import { getTableColumns } from 'drizzle-orm'
import { targets as targetTable } from '../../schema/tables/targets.ts'
import { versionKey, versionSortKey } from '../../src/ladder/version.ts'
import { fillForTarget } from '../../src/store/compatibility.ts'
import type { Db } from '../../src/store/database.ts'
import {
  addAttemptRow,
  addBuilderRow,
  addBuildRow,
  addFile,
  addPackage,
  addRelease,
  addRequiresPython,
  addTargetRow,
  addWheelRow,
} from '../support/rows.ts'

export type ApiWorld = Awaited<ReturnType<typeof makeApiWorld>>

/**
 * Three targets, two builders, and a package whose releases stand in most of the ways there are. Dates are given where
 * they show. Two platforms in ladder order: cp39 and cp311 on linux_armv7l, then cp311 on linux_aarch64.
 */
export async function makeApiWorld(db: Db) {
  const targets = {
    low: await addTargetRow(db, { abi: 'cp39', platform: 'linux_armv7l', platformOrder: 1, label: 'Debian 11' }),
    high: await addTargetRow(db, { abi: 'cp311', platform: 'linux_armv7l', platformOrder: 1, label: 'Debian 12' }),
    arm64: await addTargetRow(db, { abi: 'cp311', platform: 'linux_aarch64', platformOrder: 2, label: 'Debian 12' }),
  }
  const { low, high, arm64 } = targets
  const pi = await addBuilderRow(db, {
    name: 'pi-<b>4</b>',
    targets: [low, high],
    lastBeatAt: new Date(),
    facts: { version: '0.1.0', interpreters: [{ system: 'Debian GNU/Linux 12 (bookworm)' }], keyOfNobody: 1 },
    lastBeat: {
      ...{ load1: 1.5, memoryFreeBytes: 5_000_000_000, diskFreeBytes: null, temperatureC: 61.2, other: 'x' },
      ...{ swapFreeBytes: 7, clockSkewMs: -500 },
      selfTest: { passed: false, unsafe: true, sandbox: 'none', memory: 'per process', faults: ['<b>no box</b>'] },
    },
  })
  const owner = await addPackage(db, {
    name: 'demo-pkg',
    displayName: 'Demo.Pkg',
    summary: '<script>alert("summary")</script>',
  })
  const release = async (version: string, given: Partial<Parameters<typeof addRelease>[1]> = {}) =>
    addRelease(db, {
      package: owner,
      version,
      versionKey: versionKey(version),
      sortKey: versionSortKey(version),
      ...given,
    })

  const pure = await release('1.0')
  const built = await addBuildRow(db, { release: pure, target: low, verdict: 'BUILT', tries: 1, lane: 'fresh' })
  const builtAttempt = await addAttemptRow(db, { build: built, builder: pi, state: 'BUILT', durationMs: 61_500 })
  const wheel = await addWheelRow(db, {
    build: built,
    attempt: builtAttempt,
    filename: 'demo_pkg-1.0-py3-none-any.whl',
  })

  const newer = await addRequiresPython(db, '>=3.10')
  const climbing = await release('1.1', { requiresPythonId: newer.id })
  const failed = await addBuildRow(db, {
    release: climbing,
    target: high,
    verdict: 'FAILED',
    failureKind: 'MISSING_HEADER',
    failureLine: 'fatal error: <foo.h>: No such file',
    tries: 1,
  })
  const failedAttempt = await addAttemptRow(db, {
    build: failed,
    builder: pi,
    state: 'FAILED',
    failureKind: 'MISSING_HEADER',
    failureLine: 'fatal error: <foo.h>: No such file',
  })
  const running = await addBuildRow(db, {
    release: climbing,
    target: arm64,
    work: 'BUILDING',
    climbing: true,
    tries: 1,
    lane: 'urgent',
  })
  const runningAttempt = await addAttemptRow(db, { build: running, builder: pi })

  const onPypi = await release('1.2')
  const upstream = await addFile(db, {
    release: onPypi,
    filename: 'demo_pkg-1.2-py3-none-any.whl',
    tags: ['py3-none-any'],
    requiresPython: '>=3.7',
  })
  const next = await release('2.0rc1', { isPrerelease: true })
  const waiting = await addBuildRow(db, { release: next, target: low })
  const yanked = await release('2.0', { yanked: true, yankedReason: 'broken <b>' })

  await fillAnswers(db)
  const releases = { pure, climbing, onPypi, next, yanked }
  const builds = { built, failed, running, waiting }
  const attempts = { builtAttempt, failedAttempt, runningAttempt }
  return { targets, pi, owner, releases, builds, attempts, wheel, upstream }
}

/** Fills the yes-or-no tables for everything that is there, as adding the targets last would. */
export async function fillAnswers(db: Db): Promise<void> {
  const { id, pythonVersion, tags } = getTableColumns(targetTable)
  for (const target of await db.select({ id, pythonVersion, tags }).from(targetTable)) {
    await db.transaction((tx) => fillForTarget(tx, target))
  }
}
