import { eq, sql } from 'drizzle-orm'
import type { AttemptId } from '../../schema/ids.ts'
import { reports, uploads } from '../../schema/tables/builds.ts'
import type { Db, Tx } from './database.ts'

export type ReportRow = typeof reports.$inferSelect
export type UploadRow = typeof uploads.$inferSelect

export async function findReport(
  db: Db | Tx,
  attempt: AttemptId,
): Promise<Pick<ReportRow, 'digest' | 'answer'> | null> {
  const [row] = await db
    .select({ digest: reports.digest, answer: reports.answer })
    .from(reports)
    .where(eq(reports.attemptId, attempt))
  return row ?? null
}

export async function insertReport(tx: Tx, report: Omit<ReportRow, 'receivedAt'>): Promise<void> {
  await tx.insert(reports).values(report)
}

/** Notes a file that came for an attempt. Sent again, it is the one that counts: the report says which it means. */
export async function keepUpload(db: Db | Tx, upload: Omit<UploadRow, 'receivedAt'>): Promise<void> {
  const { sha256, size } = upload
  await db
    .insert(uploads)
    .values(upload)
    .onConflictDoUpdate({
      target: [uploads.attemptId, uploads.filename],
      set: { sha256, size, receivedAt: sql`now()` },
    })
}
