import { createHash } from 'node:crypto'
import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { planReleases } from '../jobs/plan.ts'
import { lockReleases } from '../store/builds.ts'
import { internRequiresPythons, internTagSets } from '../store/compatibility.ts'
import type { Tx } from '../store/database.ts'
import { notify } from '../store/notify.ts'
import { loadPackageState, writePackageChanges } from '../store/package-state.ts'
import { lockPackage, notePage, type PackageRow } from '../store/packages.ts'
import { readPolicies } from '../store/policies.ts'
import { listReleases } from '../store/skips.ts'
import { type DirtyPackage, lockDirty, retryDirty, settleDirty } from '../store/upstream-dirty.ts'
import { eventsAfter, newestEvent, quarantinedVersions } from '../store/upstream-events.ts'
import { recordFaults } from '../store/upstream-faults.ts'
import { applyHides } from './apply-hides.ts'
import type { SyncContext } from './context.ts'
import { diffPage, type PageDiff } from './diff-page.ts'
import type { Page } from './page.ts'
import { judgePage, type PageVerdict } from './page-verdict.ts'
import type { Description } from './project-json.ts'
import { pauseAfterStale } from './stale-ladder.ts'

/** How long a page that would remove most files waits for its confirmation, in seconds. */
const DOUBT_PAUSE_S = 300

/** What became of a fetched page. */
export interface Applied {
  verdict: PageVerdict | 'settled-elsewhere'
  /** Releases that are new or changed. */
  releases: number
  /** Known files that the page gives another hash. */
  alarms: number
}

/**
 * Stores a project page in one transaction: releases, files, status, then what newer events hide, then the plan of what to
 * build. A page that proves too little, or would remove too much, is put back for a later try instead.
 * @param description name and summary when they were asked for; null when they were not, or not told
 */
export async function applyPage(
  context: SyncContext,
  dirty: DirtyPackage,
  page: Page,
  description: Description | null,
): Promise<Applied> {
  const { farm } = context
  const name = dirty.packageName
  return farm.database.db.transaction(async (tx) => {
    const required = await lockDirty(tx, name)
    if (required === null) return { verdict: 'settled-elsewhere', releases: 0, alarms: 0 }
    const owner = await lockPackage(tx, name, { displayName: name, fromStart: false })
    const digest = digestOf(page)
    const facts = {
      serial: page.serial,
      requiredSerial: required.requiredSerial,
      storedSerial: owner.pageSerial,
      tries: dirty.tries,
      quarantined: page.status === 'quarantined',
      confirmed: dirty.doubtedDigest === digest,
    }
    // Most pages that are fetched at once are stale: that shows without a look at what is known.
    const stale = judgePage({ ...facts, filesNow: 0, filesRemoved: 0 }) === 'stale'
    const diff = stale ? null : await diffWithKnown(tx, owner, page)
    const verdict = diff === null ? 'stale' : judgePage({ ...facts, ...countFiles(diff) })
    if (diff === null || verdict === 'doubt') {
      await putBack(context, tx, dirty, page, verdict, digest)
      return { verdict, releases: 0, alarms: 0 }
    }
    await recordFaults(tx, page.faults)
    const changed = await store(tx, owner, { page, diff, description })
    if (verdict === 'store') await settleDirty(tx, name)
    else await putBack(context, tx, dirty, page, verdict, null)
    const alarms = diff.faults.filter(({ code }) => code === 'PAGE_HASH_CHANGED').length
    return { verdict, releases: changed.length, alarms }
  })
}

async function diffWithKnown(tx: Tx, owner: PackageRow, page: Page) {
  const [known, quarantined] = await Promise.all([loadPackageState(tx, owner.id), quarantinedVersions(tx, owner.name)])
  // Requires-python texts before tag sets: the order that the two tables' lock asks for.
  const requiresPythons = await internRequiresPythons(tx, given(page.files.map((file) => file.requiresPython)))
  const tagSets = await internTagSets(tx, given(page.files.map((file) => file.tags)))
  const gone = new Map(known.releases.map((release) => [release.version, release.gone]))
  const diff = diffPage(known, {
    ...page,
    requiresPythons,
    tagSets,
    goneReason: (version) => {
      if (page.status === 'quarantined' && gone.get(version) !== 'REMOVED') return 'QUARANTINED'
      return quarantined.has(version) ? 'QUARANTINED' : 'REMOVED'
    },
  })
  return { ...diff, known }
}

type KnownDiff = Awaited<ReturnType<typeof diffWithKnown>>

function countFiles({ known, files }: KnownDiff): { filesNow: number; filesRemoved: number } {
  const gone = new Set(known.releases.flatMap((release) => (release.gone === null ? [] : [release.id])))
  const now = new Set(known.files.flatMap((file) => (file.removed || gone.has(file.releaseId) ? [] : [file.id])))
  return { filesNow: now.size, filesRemoved: files.filter((file) => file.removed && now.has(file.id)).length }
}

async function putBack(
  context: SyncContext,
  tx: Tx,
  dirty: DirtyPackage,
  page: Page,
  verdict: PageVerdict,
  digest: string | null,
): Promise<void> {
  const doubted = verdict === 'doubt'
  const why = doubted
    ? 'the page would remove most files'
    : `the page has serial ${page.serial}, ${dirty.requiredSerial} is needed`
  if (doubted) await recordFaults(tx, [{ code: 'PAGE_DOUBTED', place: `/simple/${dirty.packageName}/`, detail: why }])
  await retryDirty(tx, dirty.packageName, {
    afterMs: (doubted ? DOUBT_PAUSE_S : pauseAfterStale(dirty.tries + 1)) * context.timings.secondMs,
    countsAsTry: true,
    lastError: why,
    ...(doubted ? { doubtedDigest: digest } : {}),
  })
}

interface ToStore {
  page: Page
  diff: KnownDiff
  description: Description | null
}

async function store(tx: Tx, owner: PackageRow, what: ToStore): Promise<ReleaseId[]> {
  const { page, diff, description } = what
  // Where only the newest releases are built, each that comes or goes decides about others.
  const rest = (await keepsNewest(tx, owner.id)) ? await listReleases(tx, owner.id) : []
  await lockReleases(tx, [...rest, ...touched(diff)])
  const { fresh, taken } = await writeDiff(tx, owner.id, diff)
  await recordFaults(tx, [...diff.faults, ...taken.map(takenFault)])
  const [newest, later] = await Promise.all([newestEvent(tx, owner.name), eventsAfter(tx, owner.name, page.serial)])
  await notePage(tx, owner.id, {
    serial: page.serial,
    status: page.status ?? (owner.status === 'quarantined' ? 'active' : owner.status),
    // The journal spells a project as it is called since; the page only in normal form.
    displayName: newest?.name ?? description?.displayName ?? owner.displayName,
    ...(description === null ? {} : { summary: description.summary }),
  })
  const hidden = (await later.length) === 0 ? [] : await applyHides(tx, later)
  const releases = [...new Set([...fresh, ...rest, ...touched(diff), ...hidden])].sort((a, b) => a - b)
  if (releases.length > 0) {
    await planReleases(tx, releases, `upstream's page at serial ${page.serial}`)
  }
  notify(tx, { kind: 'package', name: owner.name })
  return releases
}

async function keepsNewest(tx: Tx, id: PackageId): Promise<boolean> {
  return (await readPolicies(tx, [id])).some(({ policies }) => policies.newest !== null)
}

function writeDiff(tx: Tx, id: PackageId, diff: KnownDiff) {
  return writePackageChanges(tx, id, diff, new Map(diff.known.releases.map((release) => [release.version, release.id])))
}

/** Known releases that the page changes, themselves or by a file. */
function touched({ known, releases, files, newFiles }: PageDiff & Pick<KnownDiff, 'known'>): ReleaseId[] {
  const idOf = new Map(known.releases.map((release) => [release.version, release.id]))
  const releaseOf = new Map(known.files.map((file) => [file.id, file.releaseId]))
  const byVersion = [...files, ...newFiles].map((file) => idOf.get(file.version))
  return given([...releases.map(({ id }) => id), ...byVersion, ...files.map(({ id }) => releaseOf.get(id))])
}

function takenFault(filename: string) {
  return { code: 'PAGE_FILE_TAKEN', place: filename, detail: 'another package has a file of this name' }
}

/** What the page says of its files, whatever its serial. */
function digestOf(page: Page): string {
  return createHash('sha256')
    .update(
      page.files
        .map((file) => file.filename)
        .sort()
        .join('\n'),
    )
    .digest('hex')
}

function given<T>(items: readonly (T | null | undefined)[]): T[] {
  return items.flatMap((item) => (item === null || item === undefined ? [] : [item]))
}
