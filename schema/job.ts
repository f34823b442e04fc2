import { z } from 'zod'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256 in lower-case hex')
const Bytes = z.number().int().min(0)
const Milliseconds = z.number().int().min(1)

/** What the sdist is and where it is; its hash is pinned per attempt. */
export const JobSdist = z.strictObject({
  filename: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\\0]+$/, 'not a plain file name'),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  sha256: Sha256,
  /** Null when upstream does not say. */
  size: Bytes.nullable(),
})
export type JobSdist = z.infer<typeof JobSdist>

/** Bounds that the builder enforces; passing one ends the build with the failure kind named. */
export const JobLimits = z.strictObject({
  /** TIMEOUT: wall clock of the whole build. */
  wallMs: Milliseconds,
  /** SILENCE: time without a byte of log. */
  silenceMs: Milliseconds,
  /** LOG_TOO_LONG. */
  logBytes: Bytes,
  /** OUTPUT_TOO_LARGE: all wheels together. */
  outputBytes: Bytes,
  /** MEMORY_LIMIT: memory of the whole build; null: what the machine has. */
  memoryBytes: Bytes.nullable(),
  /** PROCESS_LIMIT: processes and threads at a time. */
  processes: z.number().int().min(1),
  /** DISK_LIMIT: what the build keeps in its folders. */
  diskBytes: Bytes,
})
export type JobLimits = z.infer<typeof JobLimits>

/**
 * What a builder is told: the data of a BullMQ job, parsed when it is queued and again when it is run. It holds no free
 * text (NUL and lone surrogates break BullMQ's PostgreSQL backend), so names and versions are bounded here.
 */
export const BuildJob = z.strictObject({
  build: z.number().int().min(1),
  /** 1 for the first attempt. */
  try: z.number().int().min(1),
  package: z
    .string()
    .max(214)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'not a PEP 503 name in normal form'),
  version: z
    .string()
    .min(1)
    .max(250)
    .regex(/^[\x21-\x7e]+$/, 'not printable ASCII'),
  target: z.strictObject({ abi: z.string().max(40), platform: z.string().max(80) }),
  sdist: JobSdist,
  limits: JobLimits,
  /** Proof that the farm gave out this very work; opaque to the builder, sent back with Start. */
  order: z.string().max(1_000),
})
export type BuildJob = z.infer<typeof BuildJob>

/** The job's id in its queue: unique for ever, so that a job is never queued twice. */
export const jobId = (job: Pick<BuildJob, 'build' | 'try'>): string => `b${job.build}-${job.try}`

/** The queue of one target. BullMQ allows no `:` in names. */
export const queueName = (target: { abi: string; platform: string }): string => `build.${target.abi}.${target.platform}`
