import { reportBounds } from '../../schema/report.ts'
import { InputError, NotFoundError } from '../errors.ts'
import { hasControls } from '../plain-text.ts'
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
  missing: (row) => failureOf(row)?.missing ?? null,
  decidedAt: (row) => row.decidedAt ?? row.changedAt,
  coveredSince: async (row, _args, { loaders }) => (await loaders.cover.load(row.id))?.since ?? null,
}

/** Most bytes of an ABI or platform tag: the longest that exist have about 30. */
const MOST_TAG = 100

/**
 * What a filter chooses, by ids.
 * @throws {InputError} NAME_INVALID, FILTER_INVALID @throws {NotFoundError} PACKAGE_UNKNOWN, TARGET_UNKNOWN
 */
export async function chosenBy(filter: FailureFilter | null | undefined, loaders: Loaders): Promise<FailureChoice> {
  const { package: name, kind, missing, since } = filter ?? {}
  return {
    package: name == null ? null : await packageNamed(name, loaders),
    targets: await targetsOf(filter ?? {}, loaders),
    kind: kind ?? null,
    missing: missing == null ? null : boundedText(missing, 'missing', reportBounds.missingBytes),
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
    if (tag != null) boundedText(tag, at, MOST_TAG)
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

/** Nothing that is kept is longer, or has control characters. */
function boundedText(text: string, at: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes && !hasControls(text)) return text
  throw new InputError('FILTER_INVALID', `"${at}" is at most ${mostBytes} bytes of text`, { at })
}
