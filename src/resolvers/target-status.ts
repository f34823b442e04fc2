import type { ReleaseRow } from '../store/read-packages.ts'
import { present } from './batch.ts'
import type { Loaders } from './loaders.ts'
import type { TargetStanding } from './models.ts'
import type { TargetStatusResolvers } from './resolvers.gen.ts'
import { nextStep, statusReason, statusText } from './status-text.ts'
import { targetIn } from './target.ts'
import { waitOf } from './waits.ts'
import { wheelFile } from './wheel.ts'

export const TargetStatus: TargetStatusResolvers = {
  status: ({ rung }) => rung.status,
  reason: ({ rung }) => statusReason(rung),
  text: ({ rung, release, target, lower }) =>
    statusText(rung, {
      pythonVersion: target.pythonVersion,
      requiresPython: release.requiresPython,
      lower: lower && `${lower.abi} on ${lower.platform}`,
    }),
  nextStep: ({ rung }) => nextStep(rung),
  wheel: ({ rung }, _args, { loaders }) =>
    'wheel' in rung ? wheelFile(rung.wheel, rung.status === 'COVERED_UPSTREAM', loaders) : null,
  build: ({ build }, _args, { loaders }) => (build === null ? null : loaders.build.load(build)),
  wait: async ({ build }, _args, context) =>
    build === null ? null : waitOf(await present(context.loaders.build.load(build)), context),
}

/** Where a release stands on every target, in ladder order. */
export async function standingsOf(release: ReleaseRow, loaders: Loaders): Promise<TargetStanding[]> {
  const [{ rungs }, targets] = await Promise.all([present(loaders.standings.load(release.id)), loaders.targets()])
  return rungs.map(({ target, status, build, requeued }) => ({
    release,
    target: targetIn(targets, target),
    rung: status,
    lower: status.status === 'WAITS_FOR_LOWER' ? targetIn(targets, status.lower) : null,
    build,
    requeued,
  }))
}
