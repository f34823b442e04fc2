import { type SQL, sql } from 'drizzle-orm'
import { farmSettings } from '../../schema/tables/farm.ts'
import { FarmError } from '../errors.ts'
import type { Db, Tx } from './database.ts'
import { readText } from './settings.ts'

/** Which packages the farm follows. */
export const followModes = ['now', 'all', 'packages'] as const
/**
 * `now`: every package, but of releases from before the farm's start only those of packages that a person added. `all`: everything.
 * `packages`: those that a person added, and nothing else.
 */
export type FollowMode = (typeof followModes)[number]

/** @throws {FarmError} SETTING_BROKEN */
export async function readFollows(db: Db | Tx): Promise<FollowMode> {
  return followModeOf(await readText(db, 'follows'))
}

/** The mode that a setting's text means; null: none was ever set. @throws {FarmError} SETTING_BROKEN */
export function followModeOf(text: string | null): FollowMode {
  if (text === null) return 'now'
  const mode = followModes.find((one) => one === text)
  if (mode === undefined) throw new FarmError('SETTING_BROKEN', 'the farm setting "follows" is no mode')
  return mode
}

/** @returns whether it was another mode before */
export async function setFollows(tx: Tx, mode: FollowMode): Promise<boolean> {
  const before = await readFollows(tx)
  await tx
    .insert(farmSettings)
    .values({ key: 'follows', value: mode })
    .onConflictDoUpdate({ target: farmSettings.key, set: { value: mode } })
  return before !== mode
}

/** True where a release `r` of a package `p` is from before the farm's time, and nobody asked for the package. */
export function beforeStart(p: SQL, r: SQL): SQL {
  return sql`(not ${p}.from_start and case coalesce((select value #>> '{}' from farm_settings where key = 'follows'), 'now')
    when 'all' then false
    when 'packages' then true
    else coalesce(coalesce(${r}.uploaded_at, ${r}.first_seen_at) <
      (select (value #>> '{}')::timestamptz from farm_settings where key = 'started_at'), false) end)`
}
