import type { AttemptId, BuilderId, BuildId, PackageId, ReleaseId, WheelId } from '../../schema/ids.ts'
import { assertNever, NotFoundError } from '../errors.ts'
import { decodeId, type NodeType } from './global-id.ts'
import type { Loaders } from './loaders.ts'
import type { ResolversTypes } from './resolvers.gen.ts'

/**
 * Anything by its id, with the name of its type, which tells GraphQL what it is.
 * @throws {InputError} ID_INVALID @throws {NotFoundError} NODE_UNKNOWN
 */
export async function findNode(id: string, loaders: Loaders): Promise<Awaited<ResolversTypes['Node']>> {
  const { type, row } = decodeId(id)
  const found = await loadNode(type, row, loaders)
  if (!found) throw new NotFoundError('NODE_UNKNOWN', `there is no such ${type}`)
  return Object.assign({ __typename: type }, found)
}

/** A number that is no row's finds nothing: the brands claim no more than that. */
function loadNode(type: NodeType, row: number, loaders: Loaders) {
  switch (type) {
    case 'Package':
      return loaders.package.load(row as PackageId)
    case 'Release':
      return loaders.release.load(row as ReleaseId)
    case 'Target':
      return loaders.targets().then((all) => all.find((target) => target.id === row) ?? null)
    case 'Builder':
      return loaders.builder.load(row as BuilderId)
    case 'Build':
      return loaders.build.load(row as BuildId)
    case 'Attempt':
      return loaders.attempt.load(row as AttemptId)
    case 'Wheel':
      return loaders.wheel.load(row as WheelId)
    default:
      return assertNever(type)
  }
}
