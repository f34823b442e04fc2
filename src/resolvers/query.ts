import type { BuildId } from '../../schema/ids.ts'
import { InputError, NotFoundError } from '../errors.ts'
import { chooseFailures } from '../jobs/choose-failures.ts'
import { parseName, parseVersion } from '../jobs/parse-name.ts'
import { versionKey } from '../ladder/version.ts'
import { readIncidentPage } from '../store/incidents.ts'
import { readFarmPolicies } from '../store/policies.ts'
import { readBuilderPage } from '../store/read-builders.ts'
import { type BuildRow, readNewestBuilds } from '../store/read-builds.ts'
import { readFailures } from '../store/read-failures.ts'
import { findRelease, type ReleaseRow } from '../store/read-packages.ts'
import { readSync } from '../store/read-sync.ts'
import { auditPage } from './audit.ts'
import { connection } from './connection.ts'
import type { Context } from './context.ts'
import { decodeIdOf } from './global-id.ts'
import type { Loaders } from './loaders.ts'
import { findNode } from './node.ts'
import { builderOrder, failureOrder, incidentOrder, startedBuildOrder } from './orders.ts'
import { policyOf } from './policy.ts'
import type { QueryBuildArgs, QueryResolvers } from './resolvers.gen.ts'

export const Query: QueryResolvers = {
  package: (_root, { name }, { loaders }) => loaders.packageByName.load(parseName(name, 'name')),
  release: (_root, { package: name, version }, context) => releaseByName(name, version, context),
  build: (_root, args, { loaders }) => findBuild(args, loaders),
  targets: (_root, _args, { loaders }) => loaders.targets(),
  builders: (_root, args, { farm }) =>
    connection(builderOrder, null, args, (page) => readBuilderPage(farm.database.db, page)),
  sync: (_root, _args, { farm }) => readSync(farm.database.db),
  incidents: (_root, { open, ...args }, { farm }) =>
    connection(incidentOrder, null, args, (page) => readIncidentPage(farm.database.db, open, page)),
  newestBuilds: (_root, args, { farm }) =>
    connection(startedBuildOrder, null, args, (page) => readNewestBuilds(farm.database.db, page)),
  failures: async (_root, { filter, ...args }, { farm }) => {
    const choice = await chooseFailures(farm.database.db, filter ?? {})
    return connection(failureOrder, null, args, (page) => readFailures(farm.database.db, choice, page))
  },
  policy: async (_root, _args, { farm }) => policyOf(await readFarmPolicies(farm.database.db)),
  auditEvents: (_root, args, context) => auditPage(args, context),
  node: (_root, { id }, { loaders }) => findNode(id, loaders),
}

/** A release by names as people spell them. @throws {InputError} NAME_INVALID, VERSION_INVALID */
async function releaseByName(
  name: string,
  version: string,
  { farm, loaders }: Pick<Context, 'farm' | 'loaders'>,
): Promise<ReleaseRow | null> {
  const text = parseVersion(version)
  const owner = await loaders.packageByName.load(parseName(name, 'package'))
  return owner && findRelease(farm.database.db, owner.id, text, versionKey(text))
}

/** @throws {InputError} BUILD_ARGUMENTS, ID_INVALID @throws {NotFoundError} BUILD_UNKNOWN */
async function findBuild({ id, number }: Partial<QueryBuildArgs>, loaders: Loaders): Promise<BuildRow> {
  if ((id == null) === (number == null)) throw new InputError('BUILD_ARGUMENTS', 'give either "id" or "number"')
  // A number that is no build's finds nothing: the brand claims no more than that.
  const build = await loaders.build.load((id == null ? number : decodeIdOf('Build', id)) as BuildId)
  if (build === null) throw new NotFoundError('BUILD_UNKNOWN', 'there is no such build')
  return build
}
