import { Attempt } from './attempt.ts'
import { AuditEvent } from './audit.ts'
import { Backlog } from './backlog.ts'
import { Build, BuildEvent } from './build.ts'
import { Builder } from './builder.ts'
import { FailedBuild } from './failures.ts'
import { Mutation } from './mutation.ts'
import { Package, ReleaseConnection } from './package.ts'
import { Query } from './query.ts'
import { Release } from './release.ts'
import type { Resolvers } from './resolvers.gen.ts'
import { Instant, WholeNumber } from './scalars.ts'
import { Sync } from './sync.ts'
import { Target } from './target.ts'
import { TargetStatus } from './target-status.ts'
import { Wheel } from './wheel.ts'
import { laneWords, projectStatusWords } from './words.ts'

/** Every resolver by the name of its type. */
export const resolvers: Resolvers = {
  Attempt,
  AuditEvent,
  Backlog,
  BigInt: WholeNumber,
  Build,
  BuildEvent,
  Builder,
  DateTime: Instant,
  FailedBuild,
  Lane: laneWords,
  Mutation,
  Package,
  ProjectStatus: projectStatusWords,
  Query,
  Release,
  ReleaseConnection,
  Sync,
  Target,
  TargetStatus,
  Wheel,
}
