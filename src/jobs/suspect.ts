import type { BuildId } from '../../schema/ids.ts'
import { quarantineAfter, speaksAgainstBuilder } from '../ladder/blame.ts'
import { failureKinds } from '../ladder/words.ts'
import { recordAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { listEvidence, listFailedOn, quarantine } from '../store/evidence.ts'

/** Evidence that is kept of one builder: enough for a person to see what the packages have in common. */
const MOST_EVIDENCE = 20

const telling = failureKinds.filter(speaksAgainstBuilder)

/**
 * Looks again at the builders that failed on a build which was tried more than once: one on which enough different packages failed that
 * were built elsewhere gets no work until a person has looked at it, and the evidence is kept with it. Call it in the transaction in
 * which the attempt ended.
 */
export async function suspectBuilders(tx: Tx, build: BuildId, tries: number): Promise<void> {
  if (tries < 2) return
  for (const builder of await listFailedOn(tx, build, telling)) {
    const evidence = await listEvidence(tx, builder, telling, MOST_EVIDENCE)
    if (evidence.length < quarantineAfter || !(await quarantine(tx, builder, evidence))) continue
    const reason = `${evidence.length} packages failed on it that were built elsewhere`
    await recordAudit(tx, {
      actor: 'farm',
      action: 'builder.quarantine',
      subject: `builder:${builder}`,
      reason,
      detail: { evidence },
    })
  }
}
