import type { Lane, ProjectStatus } from '../ladder/words.ts'

/** GraphQL's spelling of the words that SQL and CBOR write in lower case. All other enums are spelt alike everywhere. */
export const laneWords: Record<Uppercase<Lane>, Lane> = { URGENT: 'urgent', FRESH: 'fresh', BACKLOG: 'backlog' }

export const projectStatusWords: Record<Uppercase<ProjectStatus>, ProjectStatus> = {
  ACTIVE: 'active',
  ARCHIVED: 'archived',
  DEPRECATED: 'deprecated',
  QUARANTINED: 'quarantined',
}
