import type { BuilderId } from '../../schema/ids.ts'
import { withdraw } from '../jobs/withdraw.ts'
import { decodeIdOf } from './global-id.ts'
import { refusable } from './refusable.ts'
import type { MutationResolvers } from './resolvers.gen.ts'

export const withdrawMutation: Pick<MutationResolvers, 'wheelsWithdraw'> = {
  wheelsWithdraw: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const { builder, package: name, sha256, since, dryRun, expectedCount, maxCount, reason } = input
      // An id that is no builder's finds nothing: the brand claims no more than that.
      const id = builder == null ? null : (decodeIdOf('Builder', builder) as BuilderId)
      const wish = { dryRun, expectedCount: expectedCount ?? null, maxCount, actor, reason }
      return withdraw(context.farm, { builder: id, package: name, sha256, since }, wish)
    }),
}
