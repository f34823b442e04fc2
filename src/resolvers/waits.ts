import { waitReason } from '../ladder/wait-reason.ts'
import { packageShare } from '../ladder/window.ts'
import type { WaitReason } from '../ladder/words.ts'
import type { BuildRow } from '../store/read-builds.ts'
import { present } from './batch.ts'
import type { Context } from './context.ts'
import { targetOf } from './target.ts'

/** Why a build is not running; null when it is, or when nothing is to be done. */
export async function waitOf(build: BuildRow, { loaders, now }: Context): Promise<WaitReason | null> {
  if (build.work === null || build.work === 'BUILDING') return null
  const target = await targetOf(build.targetId, loaders)
  const release = await present(loaders.release.load(build.releaseId))
  const builders = (await loaders.builderCounts()).get(build.targetId) ?? { alive: 0, paused: 0, building: 0 }
  const inLine = build.work === 'WAITING' && build.lane === 'backlog' && build.queuedAt === null
  const place = { owner: release.packageId, target: build.targetId }
  return waitReason({
    work: build.work,
    queued: build.queuedAt !== null,
    hasSdist: release.hasSdist,
    targetPaused: target.pausedAt !== null,
    targetRests: target.breakerUntil !== null && target.breakerUntil > now,
    builders,
    overShare: inLine && (await loaders.queued.load(place)) >= packageShare,
  })
}
