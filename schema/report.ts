import { z } from 'zod'
import { failureKinds } from '../src/ladder/words.ts'

/** Bounds of a report, as in report.cddl. `bytes`, `depth` and `items` are checked on its CBOR, before it is decoded. */
export const reportBounds = {
  bytes: 4 * 1024 * 1024,
  depth: 8,
  items: 100_000,
  lineBytes: 500,
  /** Most wheels of one attempt. `pip wheel --no-deps` makes one. */
  wheels: 20,
  /** All wheels of one attempt together, and so each of them: no wheel on PyPI is as large. */
  wheelBytes: 1024 ** 3,
} as const

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256 in lower-case hex')
const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
/** Bounded in bytes of UTF-8, as CDDL's `.size` counts; no NUL, which Postgres cannot keep; no half characters. */
const Text = (maxBytes: number) =>
  z.string().refine((text) => Buffer.byteLength(text) <= maxBytes && !/\0|\p{Surrogate}/u.test(text), {
    message: `not text of at most ${maxBytes} bytes, without NUL`,
  })

/** A wheel as the builder read it; the farm reads it again and believes only its own reading. */
export const ReportedWheel = z.strictObject({
  name: Text(255).min(1),
  size: Count,
  sha256: Sha256,
  /** Expanded, sorted: `py3-none-any`. */
  tags: z.array(Text(200)).min(1).max(2_000),
  requiresPython: Text(1_000).nullable(),
  requiresDist: z.array(Text(2_000)).max(2_000),
  /** Sonames that its extension modules need. */
  libraries: z.array(Text(255)).max(1_000),
})
export type ReportedWheel = z.infer<typeof ReportedWheel>

/**
 * What a builder says of an attempt, sent as CBOR; schema/report.cddl describes the same bytes. The log travels beside it,
 * never inside. Both sides parse with this schema.
 */
export const Report = z
  .strictObject({
    v: z.literal(1),
    attempt: Count.min(1),
    build: Count.min(1),
    try: Count.min(1),
    outcome: z.enum(['BUILT', 'FAILED', 'CANCELLED']),
    /** Present exactly when the outcome is FAILED. */
    failure: z
      .strictObject({
        kind: z.enum(failureKinds),
        /** First error line of the log. */
        line: Text(reportBounds.lineBytes),
        /** Exit code of pip; null when it was killed or never ran. */
        exitCode: z.number().int().min(-255).max(255).nullable(),
      })
      .nullable(),
    wheels: z.array(ReportedWheel).max(reportBounds.wheels),
    /** RFC 3339, UTC. */
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    durationMs: Count,
    /** Highest sum of resident memory of the build's process group that was seen; null where it cannot be measured. */
    peakMemoryBytes: Count.nullable(),
    sdistSha256: Sha256,
    log: z.strictObject({ bytes: Count }),
    environment: z.strictObject({
      python: Text(100),
      pip: Text(100),
      builder: Text(100),
      system: Text(200),
    }),
  })
  .refine((report) => (report.outcome === 'FAILED') === (report.failure !== null), {
    path: ['failure'],
    message: 'goes with the outcome FAILED, and only with it',
  })
  .refine((report) => (report.outcome === 'BUILT') === report.wheels.length > 0, {
    path: ['wheels'],
    message: 'go with the outcome BUILT, and only with it',
  })
export type Report = z.infer<typeof Report>
