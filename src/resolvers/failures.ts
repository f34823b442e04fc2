import { present } from './batch.ts'
import { failureOf } from './failure.ts'
import type { FailedBuildResolvers } from './resolvers.gen.ts'
import { targetOf } from './target.ts'

export const FailedBuild: FailedBuildResolvers = {
  build: (row) => row,
  release: (row, _args, { loaders }) => present(loaders.release.load(row.releaseId)),
  target: (row, _args, { loaders }) => targetOf(row.targetId, loaders),
  // Constraints of the table: whatever is FAILED has a kind, and a trigger gives each verdict its date.
  kind: (row) => row.failureKind ?? 'UNKNOWN',
  line: (row) => failureOf(row)?.line ?? null,
  missing: (row) => failureOf(row)?.missing ?? null,
  decidedAt: (row) => row.decidedAt ?? row.changedAt,
  coveredSince: async (row, _args, { loaders }) => (await loaders.cover.load(row.id))?.since ?? null,
}
