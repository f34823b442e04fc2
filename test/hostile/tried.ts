import type { Attacker } from './attacker.ts'
import type { HostileWorld } from './world.ts'

/** What came of a try: which status or word refused it, and under which code the record must have it. */
export interface Tried {
  refused: boolean
  /** `audit`: an audit row with this code. `event`: the attempt's failure of this kind. `acl`: Redis' own record. */
  record: { in: 'audit' | 'event' | 'acl'; code: string; builder?: number }
  seen: string
}

/** One row of the threat table, tried by a builder that is not what it was. */
export interface Try {
  row: string
  run(world: HostileWorld, attacker: Attacker): Promise<Tried>
}
