import type { BuildId, ReleaseId, TargetId } from '../../schema/ids.ts'
import type { Farm } from '../jobs/farm.ts'
import { type RungStatus, statusesOn } from '../ladder/status.ts'
import { loadReleases } from '../store/release-facts.ts'

/** Where a release stands on every rung. */
export interface Standings {
  release: ReleaseId
  /** In ladder order, one for each target. */
  rungs: { target: TargetId; status: RungStatus; build: BuildId | null; requeued: boolean }[]
}

/** Releases whose facts are loaded together. */
const CHUNK = 200

/** Loads the facts of releases set by set and asks the ladder where they stand. */
export async function loadStandings(farm: Farm, ids: readonly ReleaseId[]): Promise<Standings[]> {
  const standings: Standings[] = []
  for (let at = 0; at < ids.length; at += CHUNK) {
    const loaded = await loadReleases(farm.database.db, ids.slice(at, at + CHUNK))
    standings.push(...loaded.map((release) => standingsOf(release)))
  }
  return standings
}

function standingsOf(release: Awaited<ReturnType<typeof loadReleases>>[number]): Standings {
  const statuses = statusesOn(release.facts, release.rungs, release.policies)
  const rungs = release.rungs.flatMap(({ target }, place) => {
    const status = statuses[place]
    if (status === undefined) return []
    const build = release.builds.find((row) => row.target === target)
    return { target, status, build: build?.id ?? null, requeued: build !== undefined && isRequeued(build) }
  })
  return { release: release.id, rungs }
}

/** A build with a verdict has work only because a person asked for it. */
export function isRequeued(build: { verdict: unknown; work: unknown }): boolean {
  return build.verdict !== null && build.work !== null
}
