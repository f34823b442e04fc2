import { parseName } from '../jobs/parse-name.ts'
import { skipPackage, unskipPackage } from '../jobs/skip.ts'
import type { Context } from './context.ts'
import { controlMutations } from './control-mutations.ts'
import { createLoaders } from './loaders.ts'
import { policyMutation } from './policy.ts'
import { refusable } from './refusable.ts'
import { requeueMutations } from './requeue-mutations.ts'
import type { MutationResolvers } from './resolvers.gen.ts'
import { withdrawMutation } from './withdraw-mutation.ts'

export const Mutation: MutationResolvers = {
  ...requeueMutations,
  ...controlMutations,
  ...withdrawMutation,
  ...policyMutation,
  packageSkip: (_root, { input }, context) => changePackage(skipPackage, input, context),
  packageUnskip: (_root, { input }, context) => changePackage(unskipPackage, input, context),
}

function changePackage(change: typeof skipPackage, input: { name: string; reason: string }, context: Context) {
  return refusable(context, async (actor) => {
    const name = parseName(input.name, 'name')
    await change(context.farm, name, actor, input.reason)
    return { package: await createLoaders(context.farm).packageByName.load(name) }
  })
}
