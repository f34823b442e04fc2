import { z } from 'zod'

/** What the thread is started with. */
export const HeartbeatSetup = z.object({
  serverUrl: z.string(),
  credentials: z.object({ builder: z.number(), key: z.string() }),
  beatEveryMs: z.number(),
  dataDir: z.string(),
})
export type HeartbeatSetup = z.infer<typeof HeartbeatSetup>

/** To the thread: which attempts are open now, or that it should end. */
export const ToHeartbeat = z.union([z.object({ attempts: z.array(z.number()) }), z.literal('stop')])
export type ToHeartbeat = z.infer<typeof ToHeartbeat>

/** From the thread: what the farm asked for, or that a beat did not get through. */
export const FromHeartbeat = z.union([
  z.object({ command: z.enum(['continue', 'drain', 'exit']), cancel: z.array(z.number()) }),
  z.object({ missed: z.string() }),
])
export type FromHeartbeat = z.infer<typeof FromHeartbeat>
