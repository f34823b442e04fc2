import { z } from 'zod'
import type { AttemptId, BuilderId, BuildId, ReleaseId, WheelId } from '../../schema/ids.ts'
import type { IncidentRow } from '../store/incidents.ts'
import type { AuditRow } from '../store/read-audit.ts'
import type { BuilderRow } from '../store/read-builders.ts'
import type { AttemptRow, BuildEventRow, BuildRow, StartedBuildRow } from '../store/read-builds.ts'
import type { FailureKey } from '../store/read-failures.ts'
import type { ReleaseKey, ReleaseRow } from '../store/read-packages.ts'
import type { WheelRow } from '../store/read-wheels.ts'
import type { Order } from './connection.ts'

/** A row's number out of a cursor. The brand claims no more than a place in the order: there may be no such row. */
const rowId = <Id extends number>() => z.custom<Id>((value) => z.int().min(0).safeParse(value).success)

/** The largest number that Postgres' `integer` holds. */
const MAX_INT = 2 ** 31 - 1

/** Newest version first. Keys hold no NUL, which Postgres would refuse in a text. */
export const releaseOrder: Order<ReleaseRow, ReleaseKey> = {
  name: 'releases',
  key: z.object({
    sortKey: z.string().refine((text) => !text.includes('\0')),
    id: rowId<ReleaseId>(),
  }),
  keyOf: ({ sortKey, id }) => ({ sortKey, id }),
}

export const startedBuildOrder: Order<StartedBuildRow, AttemptId> = {
  name: 'newestBuilds',
  key: rowId<AttemptId>(),
  keyOf: (build) => build.newestAttempt,
}

/** The largest instant of JavaScript, in milliseconds since 1970. */
const MAX_INSTANT_MS = 8.64e15

/** By their last decision; one that failed again stands where it failed last. */
export const failureOrder: Order<BuildRow, FailureKey> = {
  name: 'failures',
  key: z.object({ decidedAtMs: z.int().min(0).max(MAX_INSTANT_MS), id: rowId<BuildId>() }),
  keyOf: ({ decidedAt, changedAt, id }) => ({ decidedAtMs: (decidedAt ?? changedAt).getTime(), id }),
}

export const builderOrder: Order<BuilderRow, BuilderId> = {
  name: 'builders',
  key: rowId<BuilderId>(),
  keyOf: (builder) => builder.id,
}

export const attemptOrder: Order<AttemptRow, number> = {
  name: 'attempts',
  key: z.int().min(0).max(MAX_INT),
  keyOf: (attempt) => attempt.try,
}

export const eventOrder: Order<BuildEventRow, number> = {
  name: 'events',
  key: z.int().min(0),
  keyOf: (event) => event.id,
}

export const auditOrder: Order<AuditRow, number> = {
  name: 'auditEvents',
  key: z.int().min(0),
  keyOf: (event) => event.id,
}

export const incidentOrder: Order<IncidentRow, number> = {
  name: 'incidents',
  key: z.int().min(0),
  keyOf: (incident) => incident.id,
}

export const releaseWheelOrder: Order<WheelRow, WheelId> = {
  name: 'releaseWheels',
  key: rowId<WheelId>(),
  keyOf: (wheel) => wheel.id,
}

export const buildWheelOrder: Order<WheelRow, WheelId> = { ...releaseWheelOrder, name: 'buildWheels' }
