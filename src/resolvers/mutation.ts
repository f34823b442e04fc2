import { parseName, parseVersion } from '../jobs/parse-name.ts'
import { skip, unskip } from '../jobs/skip.ts'
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
  packageSkip: (_root, { input }, context) => changeSkip(skip, input, context),
  packageUnskip: (_root, { input }, context) => changeSkip(unskip, input, context),
}

interface SkipInput {
  name: string
  version?: string | null | undefined
  reason: string
}

function changeSkip(change: typeof skip, { name, version, reason }: SkipInput, context: Context) {
  return refusable(context, async (actor) => {
    const normal = parseName(name, 'name')
    const one = version == null ? {} : { version: parseVersion(version) }
    await change(context.farm, { package: normal, ...one }, actor, reason)
    return { package: await createLoaders(context.farm).packageByName.load(normal) }
  })
}
