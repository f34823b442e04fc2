import { UpstreamError } from '../errors.ts'
import { planReleases } from '../jobs/plan.ts'
import type { Tx } from '../store/database.ts'
import { readFollows } from '../store/follows.ts'
import { notify } from '../store/notify.ts'
import { countGenerations, respellPackages } from '../store/packages.ts'
import { lockCursor, moveCursor, noteReached, readCursor } from '../store/upstream-cursor.ts'
import { markDirty } from '../store/upstream-dirty.ts'
import { insertEvents, type UpstreamEvent } from '../store/upstream-events.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import { readAction } from './action.ts'
import { applyHides } from './apply-hides.ts'
import { type ChangelogPage, readChangelog } from './changelog-row.ts'
import type { SyncContext } from './context.ts'
import type { XmlRpcValue } from './xml-rpc.ts'

/** The most rows that upstream sends at once: so many, and there may be more. */
const FULL_PAGE = 50_000

/** Serials that no page of the changelog spans: each row is one, and a few are left out. */
const LEAP = 1_000_000

/** How far back the newest events are read again: before 2024 PyPI could commit out of order. */
const OVERLAP = 2_000

/**
 * Reads what happened since the cursor and queues it durably, one transaction per page of the changelog.
 * @returns whether there may be more to read at once
 * @throws {UpstreamError} when upstream does not answer, or CHANGELOG_ORDER when its rows cannot be trusted
 */
export async function poll(context: SyncContext): Promise<'more' | 'done'> {
  const { db } = context.farm.database
  const { serial } = await readCursor(db)
  const rows = await context.changelog.since(serial)
  const page = await readBelieved(context, rows, serial)
  await refuseDisorder(context, page, serial)
  if (rows.length === 0) {
    await noteReached(db)
    return 'done'
  }
  await takePage(context, page, serial)
  return rows.length >= FULL_PAGE && page.lastSerial !== null ? 'more' : 'done'
}

/** Reads rows; where a serial leaps, upstream is asked for its newest one, beyond which none is believed: the cursor never goes back. */
async function readBelieved(
  { changelog }: SyncContext,
  rows: readonly XmlRpcValue[],
  since: number,
): Promise<ChangelogPage> {
  const page = readChangelog(rows, since)
  const leaps = !page.ordered || (page.lastSerial ?? since) - since > LEAP
  return leaps ? readChangelog(rows, since, await changelog.lastSerial()) : page
}

/** Reads the newest events once more, in case one was missed; an event that is new below the cursor is an alarm. */
export async function pollOverlap(context: SyncContext): Promise<void> {
  const { serial, begunSerial } = await readCursor(context.farm.database.db)
  const since = Math.max(serial - OVERLAP, begunSerial ?? serial)
  if (since >= serial) return
  const page = await readBelieved(context, await context.changelog.since(since), since)
  await refuseDisorder(context, page, since)
  await takePage(context, page, serial)
}

async function refuseDisorder({ farm }: SyncContext, page: ChangelogPage, since: number): Promise<void> {
  if (page.ordered) return
  const detail = 'serials do not rise from row to row, or begin below the one that was asked for'
  await recordFaults(farm.database.db, [{ code: 'CHANGELOG_ORDER', place: `changelog after ${since}`, detail }])
  throw new UpstreamError('CHANGELOG_ORDER', `the changelog after ${since} is not in order; it is asked for again`)
}

/** Takes a page of the changelog, all or nothing. What is known already, by its serial, changes nothing. */
async function takePage(context: SyncContext, page: ChangelogPage, known: number): Promise<void> {
  const { farm, log, tally } = context
  const taken = await farm.database.db.transaction(async (tx) => {
    const { serial } = await lockCursor(tx)
    const fresh = await insertEvents(tx, page.events)
    await recordFaults(tx, [...page.faults, ...lateFaults(fresh, known)])
    const asked = await queue(tx, fresh, page)
    // Somebody set it back while upstream answered: then what they want to be read again comes first.
    if (page.lastSerial !== null && serial >= known) await moveCursor(tx, page.lastSerial)
    await noteReached(tx)
    const late = fresh.filter((event) => event.serial <= known).length
    return { events: fresh.length, asked, late }
  })
  tally.count('events', taken.events)
  tally.count('missedEvents', taken.late)
  if (taken.events > 0) log.info({ ...taken, serial: page.lastSerial, faults: page.faults.length }, 'changelog read')
}

async function queue(tx: Tx, fresh: readonly UpstreamEvent[], page: ChangelogPage): Promise<number> {
  const marks = fresh.flatMap(({ packageName, serial, action, version }) =>
    packageName !== null && readAction(action, version).fetch ? [{ name: packageName, serial }] : [],
  )
  // Every package's row in upstream_dirty comes first: pages begin with it too, so neither misses what the other does.
  const asked = { onlyAsked: (await readFollows(tx)) === 'packages' }
  await markDirty(tx, [...marks, ...page.suspects], asked)
  await countGenerations(
    tx,
    fresh.flatMap(({ packageName, action }) => (packageName !== null && action === 'create' ? [packageName] : [])),
  )
  await respellPackages(tx, fresh)
  const hidden = await applyHides(tx, fresh)
  if (hidden.length > 0) await planReleases(tx, hidden, 'hidden by an event upstream')
  const names = new Set(
    fresh.flatMap(({ packageName, action, version }) => (readAction(action, version).hide ? [packageName] : [])),
  )
  for (const name of names) if (name !== null) notify(tx, { kind: 'package', name })
  return new Set(marks.map(({ name }) => name)).size
}

function lateFaults(fresh: readonly UpstreamEvent[], known: number) {
  return fresh
    .filter((event) => event.serial <= known)
    .map(({ serial, action }) => ({
      code: 'CHANGELOG_LATE',
      place: `changelog ${serial}`,
      detail: `appeared below the cursor, ${known}: ${action.slice(0, 200)}`,
    }))
}
