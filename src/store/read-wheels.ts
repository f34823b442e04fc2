import { and, desc, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import type { AttemptId, BuildId, ReleaseId, WheelId } from '../../schema/ids.ts'
import { files, requiresPythons, tagSets } from '../../schema/tables/packages.ts'
import { wheels } from '../../schema/tables/wheels.ts'
import { anyId, anyText } from './any-of.ts'
import { type PageRequest, pageIds, type Reader } from './page.ts'

/** `tags` is the text of the tag set: sorted, joined by single spaces. */
export type WheelRow = typeof wheels.$inferSelect & { tags: string; requiresPython: string | null }
export type UpstreamWheelRow = Pick<typeof files.$inferSelect, 'filename' | 'url' | 'sha256' | 'size'> & {
  requiresPython: string | null
}

export async function readWheels(db: Reader, ids: readonly WheelId[]): Promise<WheelRow[]> {
  return selectWheels(db).where(anyId(wheels.id, ids))
}

export async function readWheelsByName(db: Reader, filenames: readonly string[]): Promise<WheelRow[]> {
  return selectWheels(db).where(anyText(wheels.filename, filenames))
}

export async function readAttemptWheels(db: Reader, attempts: readonly AttemptId[]): Promise<WheelRow[]> {
  return selectWheels(db).where(anyId(wheels.attemptId, attempts)).orderBy(wheels.filename)
}

/** A page of each release's wheels, newest first, with one row more when there is another page. */
export async function readReleaseWheelPages(
  db: Reader,
  owners: readonly ReleaseId[],
  page: PageRequest<WheelId>,
): Promise<WheelRow[]> {
  const child = sql`select w.id from ${wheels} w where w.release_id = parent.id ${olderThan(page.after)}
    order by w.id desc`
  return selectWheels(db)
    .where(inArray(wheels.id, pageIds(owners, page, child)))
    .orderBy(desc(wheels.id))
}

/** The same for builds. Wheels are found by their release, which has the index. */
export async function readBuildWheelPages(
  db: Reader,
  owners: readonly BuildId[],
  page: PageRequest<WheelId>,
): Promise<WheelRow[]> {
  const child = sql`select w.id from builds b join ${wheels} w on w.release_id = b.release_id and w.build_id = b.id
    where b.id = parent.id ${olderThan(page.after)} order by w.id desc`
  return selectWheels(db)
    .where(inArray(wheels.id, pageIds(owners, page, child)))
    .orderBy(desc(wheels.id))
}

export async function readUpstreamWheelsByName(db: Reader, names: readonly string[]): Promise<UpstreamWheelRow[]> {
  const { filename, url, sha256, size } = files
  return db
    .select({ filename, url, sha256, size, requiresPython: requiresPythons.text })
    .from(files)
    .leftJoin(requiresPythons, eq(requiresPythons.id, files.requiresPythonId))
    .where(and(anyText(files.filename, names), eq(files.kind, 'wheel')))
}

const olderThan = (after: WheelId | null): SQL => (after === null ? sql`` : sql`and w.id < ${after}`)

function selectWheels(db: Reader) {
  return db
    .select({ ...getTableColumns(wheels), tags: tagSets.tags, requiresPython: requiresPythons.text })
    .from(wheels)
    .innerJoin(tagSets, eq(tagSets.id, wheels.tagSetId))
    .leftJoin(requiresPythons, eq(requiresPythons.id, wheels.requiresPythonId))
    .$dynamic()
}
