import type { BuildId } from '../../schema/ids.ts'
import { InputError } from '../errors.ts'
import type { BulkWish } from '../jobs/bulk.ts'
import { parseName, parseVersion } from '../jobs/parse-name.ts'
import { requeueBuild, requeueRelease } from '../jobs/requeue.ts'
import { type ManyRequeued, requeueFailures, requeuePackage } from '../jobs/requeue-many.ts'
import { present } from './batch.ts'
import type { Context } from './context.ts'
import { decodeIdOf } from './global-id.ts'
import { createLoaders } from './loaders.ts'
import { refusable } from './refusable.ts'
import type {
  BuildRequeueInput,
  FailuresRequeueInput,
  ManyRequeued as ManyRequeuedAnswer,
  MutationResolvers,
  PackageRequeueInput,
} from './resolvers.gen.ts'

export const requeueMutations: Pick<MutationResolvers, 'buildRequeue' | 'packageRequeue' | 'failuresRequeue'> = {
  buildRequeue: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const { build, outcome } = await requeue(input, actor, context)
      return { build: await present(createLoaders(context.farm).build.load(build)), outcome }
    }),
  packageRequeue: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const done = await requeuePackage(context.farm, input.name, input, wishOf(input, actor))
      return { requeue: manyAnswer(done, input.dryRun) }
    }),
  failuresRequeue: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const done = await requeueFailures(context.farm, input.filter ?? {}, wishOf(input, actor))
      return { requeue: manyAnswer(done, input.dryRun) }
    }),
}

/** @throws {InputError} REQUEUE_ARGUMENTS, and as the jobs' own functions */
async function requeue(input: BuildRequeueInput, actor: string, { farm }: Context) {
  const { build, package: name, version, abi, platform, reason } = input
  const byName = [name, version, abi, platform].some((part) => part != null)
  if (build != null && !byName) {
    // An id that is no build's finds nothing: the brand claims no more than that.
    return requeueBuild(farm, decodeIdOf('Build', build) as BuildId, actor, reason)
  }
  if (build != null || name == null || version == null || (abi == null) !== (platform == null)) {
    const message = 'give "build" alone, or "package" and "version", with "abi" and "platform" for one target'
    throw new InputError('REQUEUE_ARGUMENTS', message)
  }
  const release = { package: parseName(name, 'package'), version: parseVersion(version) }
  const target = abi != null && platform != null ? { target: { abi, platform } } : {}
  return requeueRelease(farm, { ...release, ...target }, actor, reason)
}

function wishOf(input: PackageRequeueInput | FailuresRequeueInput, actor: string): BulkWish {
  const { dryRun, expectedCount, maxCount, reason } = input
  return { dryRun, expectedCount: expectedCount ?? null, maxCount, actor, reason }
}

function manyAnswer({ refused, ...counts }: ManyRequeued, dryRun: boolean): ManyRequeuedAnswer {
  return { dryRun, ...counts, refused: [...refused].map(([why, builds]) => ({ why, builds })) }
}
