import { type SystemNeeds, systemNeeds } from '../ladder/system-needs.ts'
import type { UpstreamWheelRow, WheelRow } from '../store/read-wheels.ts'
import { present } from './batch.ts'
import { encodeId } from './global-id.ts'
import type { Loaders } from './loaders.ts'
import type { WheelResolvers } from './resolvers.gen.ts'
import { targetOf } from './target.ts'

export const Wheel: WheelResolvers = {
  id: (row) => encodeId('Wheel', row.id),
  url: (row) => `/files/${encodeURIComponent(row.filename)}`,
  tags: (row) => row.tags.split(' '),
  libraries: (row) => needsOf(row).libraries,
  systemPackages: (row) => needsOf(row).packages,
  aptInstall: (row) => aptInstall(needsOf(row).packages),
  unknownLibraries: (row) => needsOf(row).unknown,
  withdrawn: ({ withdrawnAt: at, withdrawnReason: reason }) => at && { at, reason },
  release: (row, _args, { loaders }) => present(loaders.release.load(row.releaseId)),
  attempt: (row, _args, { loaders }) => present(loaders.attempt.load(row.attemptId)),
  target: (row, _args, { loaders }) => targetOf(row.targetId, loaders),
}

const needsOf = ({ libraries, systemPackages }: WheelRow): SystemNeeds => systemNeeds(libraries, systemPackages)

/** The names' grammar was checked when the report came: nothing in them means anything else to a shell or to apt. */
const aptInstall = (packages: readonly string[]): string | null =>
  packages.length === 0 ? null : `apt install ${packages.join(' ')}`

/** A wheel with the name of its type, which tells GraphQL what it is. */
export type NamedWheel = ({ __typename: 'Wheel' } & WheelRow) | ({ __typename: 'UpstreamWheel' } & UpstreamWheelRow)

/** Ours or PyPI's, by its file name. */
export async function wheelFile(filename: string, upstream: boolean, loaders: Loaders): Promise<NamedWheel> {
  return upstream
    ? { __typename: 'UpstreamWheel', ...(await present(loaders.upstreamWheelByName.load(filename))) }
    : { __typename: 'Wheel', ...(await present(loaders.wheelByName.load(filename))) }
}
