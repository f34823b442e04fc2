import { SelfTest } from '../../schema/farm-api.ts'
import type { Farm } from '../jobs/farm.ts'
import { compareTargets } from '../ladder/target-order.ts'
import { type BuilderRow, readBuilderPage, readBuilderTargets } from '../store/read-builders.ts'
import { readTargets } from '../store/read-targets.ts'
import { table } from './output.ts'

/** A builder with the targets that it serves, in ladder order. */
export interface BuilderStatus {
  builder: BuilderRow
  targets: { abi: string; platform: string }[]
}

/** The builders that enrolled last, the newest first. */
export async function readBuilderStatuses({ database: { db } }: Farm, limit: number): Promise<BuilderStatus[]> {
  const builders = (await readBuilderPage(db, { after: null, limit })).slice(0, limit)
  const served = await readBuilderTargets(
    db,
    builders.map(({ id }) => id),
  )
  const targets = (await readTargets(db)).sort(compareTargets)
  return builders.map((builder) => {
    const ids = new Set(served.filter(({ builderId }) => builderId === builder.id).map(({ targetId }) => targetId))
    const own = targets.filter(({ id }) => ids.has(id))
    return { builder, targets: own.map(({ abi, platform }) => ({ abi, platform })) }
  })
}

export function builderLines(statuses: readonly BuilderStatus[]): string[] {
  return table(
    ['builder', 'name', 'targets', 'state', 'last heard'],
    statuses.map(({ builder, targets }) => [
      builder.id,
      builder.name,
      targets.map(({ abi, platform }) => `${abi} ${platform}`).join(', '),
      `${stateOf(builder)}${sandboxText(builder)}`,
      builder.lastBeatAt?.toISOString() ?? 'never',
    ]),
    'no builders yet: `wheelyard builder token` makes a token with which one enrols',
  )
}

function stateOf(builder: BuilderRow): string {
  const { revokedAt, retiredAt, quarantinedAt, drainingAt, drainingUntil, pausedAt, pausedUntil } = builder
  if (revokedAt !== null) return 'revoked'
  if (retiredAt !== null) return 'retired'
  if (quarantinedAt !== null) return `quarantined: ${evidenceText(builder)}`
  if (drainingAt !== null) return `draining${untilText(drainingUntil)}`
  return pausedAt === null ? 'takes work' : `paused${untilText(pausedUntil)}`
}

function sandboxText({ lastBeat }: BuilderRow): string {
  const { data } = SelfTest.safeParse(lastBeat?.selfTest)
  if (data === undefined || data.passed) return ''
  return data.unsafe ? ', unsafe' : ', its sandbox does not hold'
}

const untilText = (until: Date | null): string => (until === null ? '' : ` until ${until.toISOString()}`)

const evidenceText = ({ quarantineEvidence }: BuilderRow): string =>
  `${(quarantineEvidence ?? []).map((one) => one.package).join(', ')} failed on it and were built elsewhere`
