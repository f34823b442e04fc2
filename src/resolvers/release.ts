import { present } from './batch.ts'
import { connection } from './connection.ts'
import { encodeId } from './global-id.ts'
import { releaseWheelOrder } from './orders.ts'
import type { ReleaseResolvers } from './resolvers.gen.ts'
import { skipOf } from './skip.ts'
import { inLadderOrder } from './target.ts'
import { standingsOf } from './target-status.ts'

export const Release: ReleaseResolvers = {
  id: (row) => encodeId('Release', row.id),
  package: (row, _args, { loaders }) => present(loaders.package.load(row.packageId)),
  skipped: skipOf,
  status: (row, _args, { loaders }) => standingsOf(row, loaders),
  builds: async (row, _args, { loaders }) =>
    inLadderOrder(await loaders.buildsOf.load(row.id), (build) => build.targetId, loaders),
  wheels: (row, args, { loaders }) =>
    connection(releaseWheelOrder, row.id, args, (page) => loaders.wheelsOfRelease(page).load(row.id)),
}
