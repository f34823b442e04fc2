import { eq, sql } from 'drizzle-orm'
import type { AttemptId, ReleaseId, TargetId } from '../../schema/ids.ts'
import { attempts, builds, reports, uploads } from '../../schema/tables/builds.ts'
import { builders } from '../../schema/tables/targets.ts'
import type { AttemptRow } from './attempts.ts'
import type { Db, Tx } from './database.ts'
import type { ReportRow, UploadRow } from './reports.ts'

/** An attempt with what came in for it so far. */
export interface Delivery {
  attempt: AttemptRow
  release: ReleaseId
  target: TargetId
  /** Since when its builder is no longer trusted. */
  revokedAt: Date | null
  report: Pick<ReportRow, 'digest' | 'answer'> | null
  uploads: Pick<UploadRow, 'filename' | 'sha256' | 'size'>[]
}

/** All that a call about an attempt is checked against, in one query. */
export async function findDelivery(db: Db | Tx, id: AttemptId): Promise<Delivery | null> {
  const [row] = await db
    .select({
      attempt: attempts,
      release: builds.releaseId,
      target: builds.targetId,
      revokedAt: builders.revokedAt,
      report: { digest: reports.digest, answer: reports.answer },
      uploads: uploadsJson,
    })
    .from(attempts)
    .innerJoin(builds, eq(builds.id, attempts.buildId))
    .innerJoin(builders, eq(builders.id, attempts.builderId))
    .leftJoin(reports, eq(reports.attemptId, attempts.id))
    .where(eq(attempts.id, id))
  return row ?? null
}

const uploadsJson = sql<Delivery['uploads']>`(
  select coalesce(json_agg(json_build_object('filename', u.filename, 'sha256', u.sha256, 'size', u.size)), '[]')
  from ${uploads} u where u.attempt_id = ${attempts.id})`
