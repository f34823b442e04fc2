import { z } from 'zod'
import { SelfTest } from '../../schema/farm-api.ts'
import { failureKinds } from '../ladder/words.ts'
import type { BuilderRow } from '../store/read-builders.ts'
import { encodeId } from './global-id.ts'
import type { BuilderFacts, BuilderReadings, BuilderResolvers, BuilderState } from './resolvers.gen.ts'
import { inLadderOrder, targetOf } from './target.ts'

export const Builder: BuilderResolvers = {
  id: (row) => encodeId('Builder', row.id),
  state: async (row, _args, { loaders, now, farm }) =>
    builderState(row, (await loaders.openAttempts.load(row.id)).length, now, farm.lostAfterMs),
  targets: async (row, _args, { loaders }) => {
    const served = await inLadderOrder(await loaders.targetsOfBuilder.load(row.id), (pair) => pair.targetId, loaders)
    return Promise.all(served.map((pair) => targetOf(pair.targetId, loaders)))
  },
  paused: ({ pausedAt: at, pausedReason: reason, pausedUntil: until }) => at && { at, reason, until },
  draining: ({ drainingAt: at, drainingReason: reason, drainingUntil: until }) => at && { at, reason, until },
  quarantine: ({ quarantinedAt: at, quarantineEvidence }) =>
    at && {
      at,
      evidence: (quarantineEvidence ?? []).map(({ package: name, version, build, failureKind }) => ({
        package: name,
        version,
        build,
        kind: failureKinds.find((kind) => kind === failureKind) ?? null,
      })),
    },
  currentAttempts: (row, _args, { loaders }) => loaders.openAttempts.load(row.id),
  facts: (row) => factsOf(row.facts),
  selfTest: (row) =>
    SelfTest.nullable()
      .catch(null)
      .parse(row.lastBeat?.selfTest ?? null),
  readings: (row) => (row.lastBeat === null ? null : readingsOf(row.lastBeat)),
  lastHeardAt: (row) => row.lastBeatAt,
}

/** What a builder is doing: the first that applies. A new one has until the bound to be heard for the first time. */
export function builderState(
  row: Pick<
    BuilderRow,
    'revokedAt' | 'retiredAt' | 'quarantinedAt' | 'drainingAt' | 'pausedAt' | 'lastBeatAt' | 'enrolledAt'
  >,
  openAttempts: number,
  now: Date,
  lostAfterMs: number,
): BuilderState {
  if (row.revokedAt !== null) return 'REVOKED'
  if (row.retiredAt !== null) return 'RETIRED'
  if (now.getTime() - (row.lastBeatAt ?? row.enrolledAt).getTime() > lostAfterMs) return 'LOST'
  if (row.quarantinedAt !== null) return 'QUARANTINED'
  if (row.drainingAt !== null) return 'DRAINING'
  if (row.pausedAt !== null) return 'PAUSED'
  return openAttempts > 0 ? 'BUILDING' : 'IDLE'
}

const text = z.string().nullable().catch(null)
const measured = z.number().nullable().catch(null)
const bytes = z.int().nullable().catch(null)

/** The builder wrote them, so nothing is taken for granted: what is not as expected is null. */
const Facts = z.object({
  version: text,
  interpreters: z.array(z.object({ system: text })).catch([]),
})
const Readings = z.object({
  load1: measured,
  memoryFreeBytes: bytes,
  swapFreeBytes: bytes,
  diskFreeBytes: bytes,
  temperatureC: measured,
  clockSkewMs: bytes,
})

function factsOf(facts: Record<string, unknown>): BuilderFacts {
  const { version, interpreters } = Facts.parse(facts)
  return { builderVersion: version, system: interpreters[0]?.system ?? null }
}

function readingsOf(beat: Record<string, unknown>): BuilderReadings {
  return Readings.parse(beat)
}
