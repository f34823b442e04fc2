import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { FarmError } from '../errors.ts'
import { laneOfClimb, laneOrder } from '../ladder/lane.ts'
import { isSettled, type Plan, planRelease } from '../ladder/plan.ts'
import { type Lane, lanes } from '../ladder/words.ts'
import {
  closeBuilds,
  holdBuilds,
  insertClimbing,
  lockReleases,
  type NewBuild,
  reopenBuild,
  setClimbLane,
  updateBuild,
} from '../store/builds.ts'
import type { Tx } from '../store/database.ts'
import { type BuildEvent, recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { type LoadedRelease, loadReleases } from '../store/release-facts.ts'

/** Releases that are loaded and locked at a time. */
const CHUNK = 500

/**
 * Brings the builds of releases to what their facts ask for: opens the next rung, closes what is no longer wanted. Call it in
 * the transaction that changed the facts. The releases are locked until it ends, in the order of their ids; planning again
 * changes nothing.
 * @param why for the history of the builds, such as "a new release"
 */
export async function planReleases(tx: Tx, ids: readonly ReleaseId[], why: string): Promise<void> {
  const inOrder = [...new Set(ids)].sort((a, b) => a - b)
  const waiting = new Set<TargetId>()
  for (let at = 0; at < inOrder.length; at += CHUNK) {
    const part = inOrder.slice(at, at + CHUNK)
    await lockReleases(tx, part)
    const planned = (await loadReleases(tx, part)).map(decide).filter(({ plan }) => !isSettled(plan))
    for (const target of await applyPlans(tx, planned, why)) waiting.add(target)
  }
  for (const target of waiting) notify(tx, { kind: 'dispatch', target })
}

interface Planned {
  release: LoadedRelease
  plan: Plan
  /** Of what climbs next. */
  lane: Lane
  laneOrder: number
}

function decide(release: LoadedRelease): Planned {
  const lane = release.climbLane ?? laneOfClimb({ ...release, newTarget: false })
  return {
    release,
    plan: planRelease(release.facts, release.rungs, release.policies),
    lane,
    laneOrder: laneOrder(lane, release.uploadedAt, new Date()),
  }
}

/**
 * What ends goes first, so that what climbs next finds the one climb of its release free.
 * @returns the targets on which something climbs now
 */
async function applyPlans(tx: Tx, planned: readonly Planned[], why: string): Promise<TargetId[]> {
  const events = [
    ...(await endBuilds(tx, planned)),
    ...(await resumeBuilds(tx, planned, why)),
    ...(await openRungs(tx, planned, why)),
  ]
  await recordEvents(tx, events)
  await keepLanes(tx, planned)
  return planned.flatMap(({ plan }) => plan.open ?? plan.reopen ?? plan.climb ?? [])
}

async function endBuilds(tx: Tx, planned: readonly Planned[]): Promise<BuildEvent[]> {
  const events: BuildEvent[] = []
  for (const { release, plan } of planned) {
    for (const { target, note } of plan.close) {
      const build = buildOn(release, target)
      await closeBuilds(tx, [build], note)
      events.push({ build, actor: 'farm', change: 'CLOSED', reason: note })
    }
    for (const { target, note } of plan.hold) {
      const build = buildOn(release, target)
      await holdBuilds(tx, [build], note)
      events.push({ build, actor: 'farm', change: 'HELD', reason: note })
    }
  }
  return events
}

async function resumeBuilds(tx: Tx, planned: readonly Planned[], why: string): Promise<BuildEvent[]> {
  const events: BuildEvent[] = []
  for (const { release, plan, lane, laneOrder } of planned) {
    if (plan.reopen !== null) {
      const build = buildOn(release, plan.reopen)
      await reopenBuild(tx, build, lane, laneOrder)
      events.push({ build, actor: 'farm', change: 'REOPENED', reason: why })
    }
    if (plan.climb !== null) {
      const build = buildOn(release, plan.climb)
      await updateBuild(tx, build, { verdict: null, failureKind: null, endsClimb: false, climbing: true })
      events.push({ build, actor: 'farm', change: 'RESUMED', reason: why })
    }
  }
  return events
}

async function openRungs(tx: Tx, planned: readonly Planned[], why: string): Promise<BuildEvent[]> {
  const rungs = planned.flatMap(({ release, plan, lane, laneOrder }): NewBuild[] =>
    plan.open === null ? [] : [{ release: release.id, target: plan.open, lane, laneOrder }],
  )
  const opened = await insertClimbing(tx, rungs)
  return opened.map(({ id }) => ({ build: id, actor: 'farm', change: 'OPENED', reason: why }))
}

/** The lane of a climb is set when it starts and kept. */
async function keepLanes(tx: Tx, planned: readonly Planned[]): Promise<void> {
  const starting = planned.filter(
    ({ release, plan }) => release.climbLane === null && (plan.open ?? plan.reopen) !== null,
  )
  for (const lane of lanes) {
    const releases = starting.filter((climb) => climb.lane === lane).map(({ release }) => release.id)
    await setClimbLane(tx, releases, lane)
  }
}

/** The plan speaks only of builds that were loaded with it. */
function buildOn(release: LoadedRelease, target: TargetId): BuildId {
  const build = release.builds.find((candidate) => candidate.target === target)
  if (build === undefined) throw new FarmError('PLAN_BROKEN', `release ${release.id} has no build on target ${target}`)
  return build.id
}
