import type { AttemptId, BuilderId } from '../../schema/ids.ts'
import {
  assignBuilder,
  drainBuilder,
  pauseBuilder,
  resumeBuilder,
  retireBuilder,
  revokeBuilder,
} from '../jobs/builder-control.ts'
import { cancelAttempt } from '../jobs/cancel-attempt.ts'
import { freezeTarget, pauseTarget, resumeTarget } from '../jobs/targets.ts'
import type { Context } from './context.ts'
import { decodeIdOf } from './global-id.ts'
import { createLoaders } from './loaders.ts'
import { refusable } from './refusable.ts'
import type { MutationResolvers } from './resolvers.gen.ts'

type Names = 'targetPause' | 'targetResume' | 'targetFreeze'
type BuilderNames =
  | 'builderPause'
  | 'builderResume'
  | 'builderDrain'
  | 'builderRetire'
  | 'builderRevoke'
  | 'builderAssign'
  | 'attemptCancel'

export const controlMutations: Pick<MutationResolvers, Names | BuilderNames> = {
  targetPause: (_root, { input }, context) => changeTarget(pauseTarget, input, context),
  targetResume: (_root, { input }, context) => changeTarget(resumeTarget, input, context),
  targetFreeze: (_root, { input }, context) => changeTarget(freezeTarget, input, context),
  builderPause: (_root, { input }, context) => changeBuilder(pauseBuilder, input, context),
  builderResume: (_root, { input }, context) => changeBuilder(resumeBuilder, input, context),
  builderDrain: (_root, { input }, context) => changeBuilder(drainBuilder, input, context),
  builderRetire: (_root, { input }, context) => changeBuilder(retireBuilder, input, context),
  builderRevoke: (_root, { input }, context) => changeBuilder(revokeBuilder, input, context),
  builderAssign: (_root, { input }, context) =>
    changeBuilder(
      (farm, id, wish) => assignBuilder(farm, id, { abi: input.abi, platform: input.platform }, input.serves, wish),
      input,
      context,
    ),
  attemptCancel: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      // An id that is no attempt's finds nothing: the brand claims no more than that.
      const id = decodeIdOf('Attempt', input.attempt) as AttemptId
      const build = await cancelAttempt(context.farm, id, { actor, reason: input.reason, until: input.until ?? null })
      return { build: await createLoaders(context.farm).build.load(build) }
    }),
}

interface TargetInput {
  abi: string
  platform: string
  reason: string
  until?: Date | null | undefined
}

function changeTarget(
  change: typeof pauseTarget,
  { abi, platform, reason, until = null }: TargetInput,
  context: Context,
) {
  return refusable(context, async (actor) => {
    await change(context.farm, { abi, platform }, { actor, reason, until })
    const targets = await createLoaders(context.farm).targets()
    return { target: targets.find((target) => target.abi === abi && target.platform === platform) ?? null }
  })
}

interface BuilderInput {
  builder: string
  reason: string
  until?: Date | null | undefined
}

function changeBuilder(change: typeof pauseBuilder, { builder, reason, until = null }: BuilderInput, context: Context) {
  return refusable(context, async (actor) => {
    // An id that is no builder's finds nothing: the brand claims no more than that.
    const id = decodeIdOf('Builder', builder) as BuilderId
    await change(context.farm, id, { actor, reason, until })
    return { builder: await createLoaders(context.farm).builder.load(id) }
  })
}
