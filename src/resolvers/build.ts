import { present } from './batch.ts'
import { connection } from './connection.ts'
import { failureOf } from './failure.ts'
import { encodeId } from './global-id.ts'
import { attemptOrder, buildWheelOrder, eventOrder } from './orders.ts'
import type { BuildEventResolvers, BuildResolvers } from './resolvers.gen.ts'
import { isRequeued } from './standings.ts'
import { targetOf } from './target.ts'
import { waitOf } from './waits.ts'

export const Build: BuildResolvers = {
  id: (row) => encodeId('Build', row.id),
  number: (row) => row.id,
  release: (row, _args, { loaders }) => present(loaders.release.load(row.releaseId)),
  target: (row, _args, { loaders }) => targetOf(row.targetId, loaders),
  failure: failureOf,
  wait: (row, _args, context) => waitOf(row, context),
  requeued: isRequeued,
  attempts: (row, args, { loaders }) =>
    connection(attemptOrder, row.id, args, (page) => loaders.attemptsOf(page).load(row.id)),
  events: (row, args, { loaders }) =>
    connection(eventOrder, row.id, args, (page) => loaders.eventsOf(page).load(row.id)),
  wheels: (row, args, { loaders }) =>
    connection(buildWheelOrder, row.id, args, (page) => loaders.wheelsOfBuild(page).load(row.id)),
}

export const BuildEvent: BuildEventResolvers = {
  attempt: (row, _args, { loaders }) => (row.attemptId === null ? null : loaders.attempt.load(row.attemptId)),
}
