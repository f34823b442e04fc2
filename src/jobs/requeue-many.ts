import type { TargetId } from '../../schema/ids.ts'
import { laneOrder } from '../ladder/lane.ts'
import { decideAmongMany, type ManyOutcome, type ManyRefusal } from '../ladder/requeue-many.ts'
import { statusesOn } from '../ladder/status.ts'
import type { Verdict } from '../ladder/words.ts'
import { recordAudit } from '../store/audit.ts'
import { lockReleases } from '../store/builds.ts'
import { type ChosenBuild, listFailures, listPackageBuilds } from '../store/chosen-builds.ts'
import type { Db, Tx } from '../store/database.ts'
import { recordEvents } from '../store/events.ts'
import { notify } from '../store/notify.ts'
import { type LoadedRelease, loadReleases } from '../store/release-facts.ts'
import { requeueRows } from '../store/requeues.ts'
import { type BulkWish, checkBounds, checkCount } from './bulk.ts'
import {
  chooseFailures,
  chooseTargets,
  type FailureFilter,
  packageNamed,
  type TargetFilter,
} from './choose-failures.ts'
import type { Farm } from './farm.ts'
import { planReleases } from './plan.ts'
import { checkReason } from './reason.ts'

/** Builds of one transaction: their releases are locked until it ends. */
const CHUNK = 500

export interface ManyRequeued {
  /** Builds that were chosen: the sum of all others. */
  matched: number
  requeued: number
  /** Those that are open already, or were settled otherwise meanwhile. */
  already: number
  refused: Map<ManyRefusal, number>
}

/**
 * Tries failed builds again, in lane `backlog`, so that what is new goes on before them. Some hundreds a transaction: when it breaks off in
 * the middle, the same wish does the rest. Each part leaves a row in the audit, and each build an event.
 * @throws {InputError} REASON_INVALID, BULK_MAX, BULK_UNCOUNTED, NAME_INVALID, FILTER_INVALID
 * @throws {NotFoundError} PACKAGE_UNKNOWN, TARGET_UNKNOWN
 * @throws {ConflictError} BULK_TOO_MANY, BULK_COUNT
 */
export async function requeueFailures(farm: Farm, filter: FailureFilter, wish: BulkWish): Promise<ManyRequeued> {
  const { db } = farm.database
  const choice = await chooseFailures(db, filter)
  return requeueMany(farm, wish, {
    list: (limit) => listFailures(db, choice, limit),
    verdicts: ['FAILED'],
    subject: 'failures',
    detail: { filter },
  })
}

/**
 * The same for the builds of one package that failed or are held; with `rebuild` also for those that have their wheel. Throws as
 * `requeueFailures`.
 */
export async function requeuePackage(
  farm: Farm,
  name: string,
  { rebuild, ...filter }: TargetFilter & { rebuild: boolean },
  wish: BulkWish,
): Promise<ManyRequeued> {
  const { db } = farm.database
  const owner = await packageNamed(db, name, 'name')
  const targets = await chooseTargets(db, filter)
  const verdicts: readonly Verdict[] = rebuild ? ['FAILED', 'BUILT'] : ['FAILED']
  return requeueMany(farm, wish, {
    list: (limit) => listPackageBuilds(db, owner.id, targets, verdicts, limit),
    verdicts,
    subject: `package:${owner.name}`,
    detail: { filter, rebuild },
  })
}

/** Which builds are meant, and how the audit calls them. */
interface Choice {
  list(limit: number): Promise<ChosenBuild[]>
  verdicts: readonly Verdict[]
  subject: string
  detail: Record<string, unknown>
}

async function requeueMany(farm: Farm, given: BulkWish, choice: Choice): Promise<ManyRequeued> {
  const wish = { ...given, reason: checkReason(given.reason) }
  checkBounds(wish)
  const chosen = await choice.list(wish.maxCount + 1)
  checkCount(wish, chosen.length, 'builds')
  const result: ManyRequeued = { matched: chosen.length, requeued: 0, already: 0, refused: new Map() }
  for (let at = 0; at < chosen.length; at += CHUNK) {
    const part = chosen.slice(at, at + CHUNK)
    const decided = wish.dryRun
      ? await decideAll(farm.database.db, part, choice.verdicts)
      : await farm.database.db.transaction((tx) => requeuePart(tx, part, choice, wish))
    for (const { outcome } of decided) count(result, outcome)
  }
  return result
}

interface Decided {
  release: LoadedRelease
  build: ChosenBuild
  outcome: ManyOutcome
}

async function decideAll(db: Db | Tx, part: readonly ChosenBuild[], verdicts: readonly Verdict[]): Promise<Decided[]> {
  const loaded = await loadReleases(db, [...new Set(part.map(({ release }) => release))])
  const known = new Map(loaded.map((release) => [release.id, release]))
  const statuses = new Map(loaded.map(({ id, facts, rungs, policies }) => [id, statusesOn(facts, rungs, policies)]))
  return part.flatMap((build) => {
    const release = known.get(build.release)
    const place = release?.rungs.findIndex(({ target }) => target === build.target) ?? -1
    const [rung, status] = [release?.rungs[place], statuses.get(build.release)?.[place]]
    // Neither releases nor targets are ever deleted, so each build finds its own.
    if (release === undefined || rung === undefined || status === undefined) return []
    return [{ release, build, outcome: decideAmongMany(release.facts, rung, status, release.policies, verdicts) }]
  })
}

/** Decides again under lock: what the person saw may have gone on. */
async function requeuePart(
  tx: Tx,
  part: readonly ChosenBuild[],
  { verdicts, subject, detail }: Choice,
  { actor, reason }: BulkWish,
): Promise<Decided[]> {
  const releases = part.map(({ release }) => release)
  await lockReleases(tx, releases)
  const decided = await decideAll(tx, part, verdicts)
  const again = decided.filter(({ outcome }) => outcome === 'REQUEUE')
  const now = new Date()
  const order = ({ uploadedAt }: LoadedRelease): number => laneOrder('backlog', uploadedAt, now)
  await requeueRows(
    tx,
    'backlog',
    again.map(({ release, build }) => ({ id: build.id, laneOrder: order(release) })),
  )
  const events = again.map(({ build }) => ({ build: build.id, actor, change: 'REQUEUED' as const, reason }))
  await recordEvents(tx, events)
  const counted = { chosen: part.length, requeued: again.length, builds: again.map(({ build }) => build.id) }
  await recordAudit(tx, { actor, reason, action: 'builds.requeue', subject, detail: { ...detail, ...counted } })
  await planReleases(tx, releases, `requeued by ${actor}`)
  for (const target of new Set(again.map(({ build }): TargetId => build.target))) {
    notify(tx, { kind: 'dispatch', target })
  }
  return decided
}

function count(result: ManyRequeued, outcome: ManyOutcome): void {
  if (outcome === 'REQUEUE') result.requeued += 1
  else if (outcome === 'ALREADY') result.already += 1
  else result.refused.set(outcome, (result.refused.get(outcome) ?? 0) + 1)
}
