import type { PackageId, TargetId } from '../../schema/ids.ts'
import { reportBounds } from '../../schema/report.ts'
import { NotFoundError } from '../errors.ts'
import type { FailureKind } from '../ladder/words.ts'
import type { Db, Tx } from '../store/database.ts'
import type { FailureChoice } from '../store/read-failures.ts'
import { readPackagesByName } from '../store/read-packages.ts'
import { readTargets } from '../store/read-targets.ts'
import { mustBeShort } from './filter-text.ts'
import { parseName } from './parse-name.ts'
import { MOST_TAG } from './target-named.ts'

type Maybe<T> = T | null | undefined

/** Targets by their tags; what is left out may be any. */
export interface TargetFilter {
  abi?: Maybe<string>
  platform?: Maybe<string>
}

/** Failed builds as people choose them; what is left out may be any. */
export interface FailureFilter extends TargetFilter {
  package?: Maybe<string>
  kind?: Maybe<FailureKind>
  missing?: Maybe<string>
  since?: Maybe<Date>
}

/**
 * What a filter chooses, by ids.
 * @throws {InputError} NAME_INVALID, FILTER_INVALID @throws {NotFoundError} PACKAGE_UNKNOWN, TARGET_UNKNOWN
 */
export async function chooseFailures(db: Db | Tx, filter: FailureFilter): Promise<FailureChoice> {
  const { package: name, kind, missing, since } = filter
  if (missing != null) mustBeShort(missing, 'missing', reportBounds.missingBytes)
  return {
    package: name == null ? null : (await packageNamed(db, name, 'package')).id,
    targets: await chooseTargets(db, filter),
    kind: kind ?? null,
    missing: missing ?? null,
    since: since ?? null,
  }
}

/** @param at the field that holds the name @throws {InputError} NAME_INVALID @throws {NotFoundError} PACKAGE_UNKNOWN */
export async function packageNamed(db: Db | Tx, given: string, at: string): Promise<{ id: PackageId; name: string }> {
  const name = parseName(given, at)
  const [owner] = await readPackagesByName(db, [name])
  if (owner === undefined) throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${name}`)
  return owner
}

/** @throws {InputError} FILTER_INVALID @throws {NotFoundError} TARGET_UNKNOWN when tags are given that no target has */
export async function chooseTargets(db: Db | Tx, { abi, platform }: TargetFilter): Promise<TargetId[]> {
  for (const [at, tag] of Object.entries({ abi, platform })) {
    if (tag != null) mustBeShort(tag, at, MOST_TAG)
  }
  const chosen = (await readTargets(db)).filter(
    (target) => (abi == null || target.abi === abi) && (platform == null || target.platform === platform),
  )
  if (chosen.length === 0 && (abi != null || platform != null)) {
    throw new NotFoundError('TARGET_UNKNOWN', 'there is no such target')
  }
  return chosen.map(({ id }) => id)
}
