import { z } from 'zod'
import { BeatAnswer, SelfTest } from '../../schema/farm-api.ts'

/** What the thread is started with. */
export const HeartbeatSetup = z.object({
  serverUrl: z.string(),
  credentials: z.object({ builder: z.number(), key: z.string() }),
  beatEveryMs: z.number(),
  dataDir: z.string(),
  builderVersion: z.string(),
  selfTest: SelfTest.nullable(),
})
export type HeartbeatSetup = z.infer<typeof HeartbeatSetup>

/** To the thread: which attempts are open now, or that it should end. */
export const ToHeartbeat = z.union([z.object({ attempts: z.array(z.number()) }), z.literal('stop')])
export type ToHeartbeat = z.infer<typeof ToHeartbeat>

/** From the thread: what the farm asked for, or that a beat did not get through. */
export const FromHeartbeat = z.union([BeatAnswer, z.object({ missed: z.string() })])
export type FromHeartbeat = z.infer<typeof FromHeartbeat>
