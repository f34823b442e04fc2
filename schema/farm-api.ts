import { z } from 'zod'

/*
 * The builder's calls to the farm, all under /farm/v1. Every call but Enrol carries `Authorization: Bearer <id>.<key>`;
 * calls about an attempt also carry `Wheelyard-Attempt: <attempt token>`. Errors are `{ code, message, at? }`.
 */

/** What an interpreter says of itself (`sys`, `sysconfig`, pip's `packaging.tags`). It fixes the builder's target. */
export const InterpreterFacts = z.strictObject({
  implementation: z.literal('cpython', 'only CPython is supported'),
  /** `3.11.2`; a pre-release such as `3.14.0rc1` too. */
  pythonVersion: z
    .string()
    .regex(/^3\.\d+\.\d+\S{0,20}$/)
    .max(40),
  abi: z
    .string()
    .regex(/^cp3\d+[a-z]*$/)
    .max(40),
  platform: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .max(80),
  /** Best first. */
  tags: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_]+$/),
    )
    .min(1)
    .max(5_000),
  pipVersion: z.string().max(40),
  /** Such as "Debian GNU/Linux 12 (bookworm)". */
  system: z.string().max(200),
})
export type InterpreterFacts = z.infer<typeof InterpreterFacts>

/** `POST /enrol`: a single-use token buys an identity. */
export const EnrolRequest = z.strictObject({
  token: z.string().min(20).max(200),
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\x20-\x7e]+$/, 'printable ASCII only'),
  interpreters: z.array(InterpreterFacts).min(1).max(20),
})
export type EnrolRequest = z.infer<typeof EnrolRequest>

export const EnrolAnswer = z.strictObject({
  builder: z.number().int(),
  /** Shown once; the farm keeps its hash. */
  key: z.string(),
})
export type EnrolAnswer = z.infer<typeof EnrolAnswer>

/** How to reach the queues. The user is the builder's own and reaches its targets' queues only. */
export const QueueConnection = z.discriminatedUnion('backend', [
  z.strictObject({
    backend: z.literal('redis'),
    url: z.string(),
    username: z.string().nullable(),
    password: z.string().nullable(),
    prefix: z.string(),
  }),
  z.strictObject({
    backend: z.literal('postgres'),
    host: z.string(),
    port: z.number().int(),
    database: z.string(),
    user: z.string(),
    password: z.string().nullable(),
    schema: z.string(),
  }),
])
export type QueueConnection = z.infer<typeof QueueConnection>

/** `POST /session`: at each start of the builder. Interpreters that the farm does not know yet become its targets. */
export const SessionRequest = z.strictObject({
  interpreters: z.array(InterpreterFacts).min(1).max(20),
  builderVersion: z.string().max(100),
})
export type SessionRequest = z.infer<typeof SessionRequest>

export const SessionAnswer = z.strictObject({
  targets: z.array(z.strictObject({ id: z.number().int(), abi: z.string(), platform: z.string(), label: z.string() })),
  queue: QueueConnection,
  /** The index that build requirements come from, with a trailing slash. */
  requirementsIndex: z.string(),
  beatEveryMs: z.number().int().min(100),
})
export type SessionAnswer = z.infer<typeof SessionAnswer>

/** `POST /attempts`: Start. 201 opened; 409 `ATTEMPT_TAKEN`; 410 `GONE_BUILD`; 503 with Retry-After: not now. */
export const StartRequest = z.strictObject({
  order: z.string().max(1_000),
  /** Chosen by the builder per job run: the same key again gets the same answer. */
  startKey: z
    .string()
    .min(16)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/),
})
export type StartRequest = z.infer<typeof StartRequest>

export const StartAnswer = z.strictObject({
  attempt: z.number().int(),
  token: z.string(),
})
export type StartAnswer = z.infer<typeof StartAnswer>

/** Most attempts that a beat tells of. */
export const attemptsPerBeat = 64

/**
 * What a builder found when it tried its own sandbox at its start. One that did not pass takes no jobs, unless its operator said
 * `--unsafe`.
 */
export const SelfTest = z.strictObject({
  passed: z.boolean(),
  /** It takes jobs although it did not pass. */
  unsafe: z.boolean(),
  /** `none`: builds run as the builder's own user, with its files and its network. */
  sandbox: z.enum(['bubblewrap', 'none']),
  /** Who holds the bound on memory: a cgroup over the whole build, or the kernel for each process alone. */
  memory: z.enum(['cgroup', 'per process']),
  /** What did not hold, one line each. */
  faults: z.array(z.string().max(300)).max(20),
})
export type SelfTest = z.infer<typeof SelfTest>

/** `POST /beats`: every few seconds (`beatEveryMs`), building or idle. */
export const Beat = z.strictObject({
  /** The attempts that are being built. */
  attempts: z.array(z.number().int()).max(attemptsPerBeat),
  load1: z.number().min(0).nullable(),
  memoryFreeBytes: z.number().int().min(0).nullable(),
  swapFreeBytes: z.number().int().min(0).nullable().default(null),
  diskFreeBytes: z.number().int().min(0).nullable(),
  /** Of the processor. */
  temperatureC: z.number().nullable(),
  /** The builder's clock less the farm's, to a second; null before the farm's first answer. */
  clockSkewMs: z.number().int().nullable().default(null),
  builderVersion: z.string().max(100).nullable().default(null),
  /** Null while it was not made. */
  selfTest: SelfTest.nullable().default(null),
})
export type Beat = z.infer<typeof Beat>

export const BeatAnswer = z.strictObject({
  /** `drain`: finish and take no more. `exit`: stop at once (revoked). */
  command: z.enum(['continue', 'drain', 'exit']),
  /** Of the attempts sent: those that nobody waits for any more. */
  cancel: z.array(z.number().int()),
  /** The targets to take jobs of from now on, of those that it has interpreters for; left out: all that the session named. */
  targets: z.array(z.strictObject({ abi: z.string(), platform: z.string() })).optional(),
})
export type BeatAnswer = z.infer<typeof BeatAnswer>

/** `POST /attempts/:id/log?offset=N`, `application/octet-stream`, at most 1 MiB: appended if N is where the log ends. */
export const LogAnswer = z.strictObject({
  /** Where the log ends now; the next chunk starts here. */
  offset: z.number().int().min(0),
})
export type LogAnswer = z.infer<typeof LogAnswer>

/** `PUT /attempts/:id/wheels/:name` with `Wheelyard-Sha256`: 201 kept in quarantine; sending it again is harmless. */
export const UploadAnswer = z.strictObject({ sha256: z.string(), size: z.number().int() })
export type UploadAnswer = z.infer<typeof UploadAnswer>

/** `POST /attempts/:id/report`, `application/cbor`. 200 taken (or taken before); 409 `REPORT_CONFLICT` another one was. */
export const ReportAnswer = z.strictObject({
  state: z.enum(['BUILT', 'FAILED', 'LOST', 'CANCELLED']),
  /** Public names of the wheels that were published. */
  published: z.array(z.string()),
})
export type ReportAnswer = z.infer<typeof ReportAnswer>

/** The body of every error answer under /farm/v1. */
export const FarmFault = z.object({ code: z.string(), message: z.string(), at: z.string().optional() })
export type FarmFault = z.infer<typeof FarmFault>
