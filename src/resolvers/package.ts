import { connection } from './connection.ts'
import { encodeId } from './global-id.ts'
import { releaseOrder } from './orders.ts'
import { policyOf } from './policy.ts'
import type { PackageResolvers, ReleaseConnectionResolvers } from './resolvers.gen.ts'
import { skipOf } from './skip.ts'

export const Package: PackageResolvers = {
  id: (row) => encodeId('Package', row.id),
  skipped: skipOf,
  policy: async (row, _args, { loaders }) => policyOf((await loaders.policies.load(row.id))?.policies),
  releases: async (row, args, { loaders }) => ({
    ...(await connection(releaseOrder, row.id, args, (page) => loaders.releasesOf(page).load(row.id))),
    owner: row.id,
  }),
}

export const ReleaseConnection: ReleaseConnectionResolvers = {
  totalCount: async ({ owner }, _args, { loaders }) => (await loaders.releaseCount.load(owner))?.[1] ?? 0,
}
