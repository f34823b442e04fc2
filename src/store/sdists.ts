import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ReleaseId } from '../../schema/ids.ts'
import { files } from '../../schema/tables/packages.ts'
import { anyId } from './any-of.ts'
import type { Db, Tx } from './database.ts'

export interface Sdist {
  release: ReleaseId
  filename: string
  url: string
  sha256: string
  size: number | null
}

const columns = {
  release: files.releaseId,
  filename: files.filename,
  url: files.url,
  sha256: files.sha256,
  size: files.size,
}

/** The sdists of releases that are on PyPI now. A yanked one can still be fetched. */
export async function readSdists(db: Db | Tx, releases: readonly ReleaseId[]): Promise<Sdist[]> {
  return db
    .select(columns)
    .from(files)
    .where(and(anyId(files.releaseId, releases), eq(files.kind, 'sdist'), isNull(files.removedAt)))
}

export async function findSdist(db: Db | Tx, release: ReleaseId, sha256: string): Promise<Sdist | null> {
  return (await readSdists(db, [release])).find((sdist) => sdist.sha256 === sha256) ?? null
}

/** Whether a release, named by an SQL expression, has an sdist that can be fetched. */
export const hasSdist = (release: ReturnType<typeof sql>) => sql`exists (
  select 1 from ${files} where ${files.releaseId} = ${release} and ${files.kind} = 'sdist' and ${files.removedAt} is null)`
