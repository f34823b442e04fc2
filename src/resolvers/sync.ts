import type { SyncRow } from '../store/read-sync.ts'
import { dirtyBound, upstreamSilentMs } from './bounds.ts'
import type { Context } from './context.ts'
import type { BoundedCount, SyncResolvers } from './resolvers.gen.ts'

export const Sync: SyncResolvers = {
  pagesDue: (_row, _args, context) => pagesDue(context),
  lagging: async (row, _args, context) => isSilent(row, context.now) || !(await pagesDue(context)).exact,
}

async function pagesDue({ loaders }: Context): Promise<BoundedCount> {
  const due = await loaders.dirty()
  return { count: Math.min(due, dirtyBound), exact: due <= dirtyBound }
}

function isSilent({ reachedAt }: SyncRow, now: Date): boolean {
  return reachedAt === null || now.getTime() - reachedAt.getTime() > upstreamSilentMs
}
