import type { BuildId } from '../../schema/ids.ts'
import { ConflictError, InputError, NotFoundError, WheelyardError } from '../errors.ts'
import { requeueBuild, requeueRelease } from '../jobs/requeue.ts'
import { skipPackage, unskipPackage } from '../jobs/skip.ts'
import { requeueRefusals } from '../ladder/requeue.ts'
import { present } from './batch.ts'
import { type Context, mustBeMaintainer } from './context.ts'
import { decodeIdOf } from './global-id.ts'
import { createLoaders } from './loaders.ts'
import { parseName, parseVersion } from './parse-name.ts'
import type { BuildRequeueInput, MutationResolvers, UserError, UserErrorCode } from './resolvers.gen.ts'

export const Mutation: MutationResolvers = {
  buildRequeue: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const { build, outcome } = await requeue(input, actor, context)
      return { build: await present(createLoaders(context.farm).build.load(build)), outcome }
    }),
  packageSkip: (_root, { input }, context) => changePackage(skipPackage, input, context),
  packageUnskip: (_root, { input }, context) => changePackage(unskipPackage, input, context),
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

type PackageChange = (farm: Context['farm'], name: string, actor: string, reason: string) => Promise<unknown>

function changePackage(change: PackageChange, input: { name: string; reason: string }, context: Context) {
  return refusable(context, async (actor) => {
    const name = parseName(input.name, 'name')
    await change(context.farm, name, actor, input.reason)
    return { package: await createLoaders(context.farm).packageByName.load(name) }
  })
}

/** Does what only a maintainer may; what the caller can put right comes back as data. */
async function refusable<Payload extends object>(
  { viewer }: Context,
  change: (actor: string) => Promise<Payload>,
): Promise<Partial<Payload> & { userErrors: UserError[] }> {
  const actor = mustBeMaintainer(viewer)
  try {
    return { ...(await change(actor)), userErrors: [] }
  } catch (error) {
    const userError = error instanceof WheelyardError ? userErrorOf(error) : null
    if (userError === null) throw error
    return { userErrors: [userError] } as Partial<Payload> & { userErrors: UserError[] }
  }
}

function userErrorOf(error: WheelyardError): UserError | null {
  const code = requeueRefusals.find((known) => known === error.code) ?? classCode(error)
  if (code === null) return null
  return { code, field: error.at === undefined ? null : ['input', error.at], message: error.message }
}

function classCode(error: WheelyardError): UserErrorCode | null {
  if (error instanceof InputError) return 'INVALID'
  if (error instanceof NotFoundError) return 'NOT_FOUND'
  return error instanceof ConflictError ? 'CONFLICT' : null
}
