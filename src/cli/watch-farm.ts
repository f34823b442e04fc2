import { LRUCache } from 'lru-cache'
import type { BuildId } from '../../schema/ids.ts'
import type { Farm } from '../jobs/farm.ts'
import { listen } from '../store/notify.ts'
import { readBuildEnd } from '../store/read-build-end.ts'
import { readSync } from '../store/read-sync.ts'

/** Between two looks at whether upstream answers, in milliseconds. */
const LOOK_MS = 2_000

/**
 * Tells in plain lines what a person at the terminal wants to see: each build that ends, and when upstream is not reachable
 * and is again.
 * @returns stops the watching
 */
export async function watchFarm(
  farm: Farm,
  upstreamUrl: string,
  say: (line: string) => void,
): Promise<() => Promise<void>> {
  const told = new LRUCache<BuildId, string>({ max: 1_000 })
  const tellBuild = async (build: BuildId): Promise<void> => {
    const line = await buildLine(farm, build)
    if (line === null || told.get(build) === line) return
    told.set(build, line)
    say(line)
  }
  const unlisten = await listen(
    farm.database.sql,
    (notice) => {
      if (notice.kind !== 'build') return
      // The number came from our own NOTIFY of a build's row.
      tellBuild(notice.build as BuildId).catch((error: unknown) =>
        farm.log.warn({ err: error }, 'cannot tell of a build'),
      )
    },
    () => {},
  )
  const looking = setInterval(upstreamTeller(farm, upstreamUrl, say), LOOK_MS)
  return async () => {
    clearInterval(looking)
    await unlisten()
  }
}

function upstreamTeller(farm: Farm, upstreamUrl: string, say: (line: string) => void): () => void {
  let fault: string | null = null
  const look = async (): Promise<void> => {
    const now = (await readSync(farm.database.db))?.lastError ?? null
    if (now === fault) return
    if (now !== null && fault === null) say(`cannot follow ${upstreamUrl}: ${now}; trying again until it answers`)
    if (now === null) say(`${upstreamUrl} answers again`)
    fault = now
  }
  return () => {
    look().catch((error: unknown) => farm.log.warn({ err: error }, 'cannot tell how upstream is'))
  }
}

/** One line for a build that has ended; null while it goes on. */
async function buildLine(farm: Farm, id: BuildId): Promise<string | null> {
  const build = await readBuildEnd(farm.database.db, id)
  if (build === null || build.verdict === null || build.work !== null) return null
  const what = `  ${build.package} ${build.version} on ${build.abi}:`
  if (build.verdict === 'BUILT') return `${what} ${build.filename ?? 'built'}`
  return `${what} ${build.verdict} ${build.failureKind ?? build.note ?? ''} ${build.failureLine ?? ''}`.trimEnd()
}
