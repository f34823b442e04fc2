import type { BuilderId } from '../../schema/ids.ts'
import { drainBuilder, pauseBuilder, resumeBuilder, revokeBuilder } from '../jobs/builder-control.ts'
import { freezeTarget, pauseTarget, resumeTarget } from '../jobs/targets.ts'
import type { Context } from './context.ts'
import { decodeIdOf } from './global-id.ts'
import { createLoaders } from './loaders.ts'
import { refusable } from './refusable.ts'
import type { MutationResolvers } from './resolvers.gen.ts'

type Names = 'targetPause' | 'targetResume' | 'targetFreeze'
type BuilderNames = 'builderPause' | 'builderResume' | 'builderDrain' | 'builderRevoke'

export const controlMutations: Pick<MutationResolvers, Names | BuilderNames> = {
  targetPause: (_root, { input }, context) => changeTarget(pauseTarget, input, context),
  targetResume: (_root, { input }, context) => changeTarget(resumeTarget, input, context),
  targetFreeze: (_root, { input }, context) => changeTarget(freezeTarget, input, context),
  builderPause: (_root, { input }, context) => changeBuilder(pauseBuilder, input, context),
  builderResume: (_root, { input }, context) => changeBuilder(resumeBuilder, input, context),
  builderDrain: (_root, { input }, context) => changeBuilder(drainBuilder, input, context),
  builderRevoke: (_root, { input }, context) => changeBuilder(revokeBuilder, input, context),
}

interface TargetInput {
  abi: string
  platform: string
  reason: string
}

function changeTarget(change: typeof pauseTarget, { abi, platform, reason }: TargetInput, context: Context) {
  return refusable(context, async (actor) => {
    await change(context.farm, { abi, platform }, actor, reason)
    const targets = await createLoaders(context.farm).targets()
    return { target: targets.find((target) => target.abi === abi && target.platform === platform) ?? null }
  })
}

interface BuilderInput {
  builder: string
  reason: string
}

function changeBuilder(change: typeof pauseBuilder, { builder, reason }: BuilderInput, context: Context) {
  return refusable(context, async (actor) => {
    // An id that is no builder's finds nothing: the brand claims no more than that.
    const id = decodeIdOf('Builder', builder) as BuilderId
    await change(context.farm, id, actor, reason)
    return { builder: await createLoaders(context.farm).builder.load(id) }
  })
}
