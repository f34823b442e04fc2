import { InputError, NotFoundError } from '../errors.ts'
import type { FailureChoice } from '../store/read-failures.ts'
import { present } from './batch.ts'
import { failureOf } from './failure.ts'
import type { Loaders } from './loaders.ts'
import { parseName } from './parse-name.ts'
import type { FailedBuildResolvers, FailureFilter } from './resolvers.gen.ts'
import { targetOf } from './target.ts'

export const FailedBuild: FailedBuildResolvers = {
  build: (row) => row,
  release: (row, _args, { loaders }) => present(loaders.release.load(row.releaseId)),
  target: (row, _args, { loaders }) => targetOf(row.targetId, loaders),
  // Constraints of the table: whatever is FAILED has a kind, and a trigger gives each verdict its date.
  kind: (row) => row.failureKind ?? 'UNKNOWN',
  line: (row) => failureOf(row)?.line ?? null,
  decidedAt: (row) => row.decidedAt ?? row.changedAt,
  coveredSince: async (row, _args, { loaders }) => (await loaders.cover.load(row.id))?.since ?? null,
}

/** Most characters of an ABI or platform tag: the longest that exist have about 30. */
const MOST_TAG = 100

/**
 * What a filter chooses, by ids.
 * @throws {InputError} NAME_INVALID, FILTER_INVALID @throws {NotFoundError} PACKAGE_UNKNOWN, TARGET_UNKNOWN
 */
export async function chosenBy(filter: FailureFilter | null | undefined, loaders: Loaders): Promise<FailureChoice> {
  const { package: name, kind, since } = filter ?? {}
  return {
    package: name == null ? null : await packageNamed(name, loaders),
    targets: await targetsOf(filter ?? {}, loaders),
    kind: kind ?? null,
    since: since ?? null,
  }
}

async function packageNamed(given: string, loaders: Loaders): Promise<FailureChoice['package']> {
  const name = parseName(given, 'package')
  const owner = await loaders.packageByName.load(name)
  if (owner === null) throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${name}`)
  return owner.id
}

async function targetsOf({ abi, platform }: FailureFilter, loaders: Loaders): Promise<FailureChoice['targets']> {
  for (const [at, tag] of Object.entries({ abi, platform })) {
    if (tag != null && tag.length > MOST_TAG) {
      throw new InputError('FILTER_INVALID', `"${at}" has at most ${MOST_TAG} characters`, { at })
    }
  }
  const all = await loaders.targets()
  const chosen = all.filter(
    (target) => (abi == null || target.abi === abi) && (platform == null || target.platform === platform),
  )
  if (chosen.length === 0 && (abi != null || platform != null)) {
    throw new NotFoundError('TARGET_UNKNOWN', 'there is no such target')
  }
  return chosen.map(({ id }) => id)
}
