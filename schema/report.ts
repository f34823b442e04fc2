import { z } from 'zod'
import { failureKinds, missingKinds } from '../src/ladder/words.ts'

/** Bounds of a report, as in report.cddl. `bytes`, `depth` and `items` are checked on its CBOR, before it is decoded. */
export const reportBounds = {
  bytes: 4 * 1024 * 1024,
  depth: 8,
  items: 100_000,
  lineBytes: 500,
  /** Name of what is missing. */
  missingBytes: 200,
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

/** A file name that the dynamic linker looks for: printable, without space. */
const Soname = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'not a soname')

/**
 * The Debian package that brings a library on the builder. Its name goes into a command line, so the grammar is narrower than Debian's
 * own: apt removes a package whose name it is given with `-` behind it, and takes a name with `.+` or `.*` in it for a pattern.
 */
export const SystemPackage = z.strictObject({
  soname: Soname,
  name: z
    .string()
    .min(2)
    .max(100)
    .regex(/^[a-z0-9](?:[a-z0-9+]|[.-][a-z0-9])*$/, "not a Debian package's name"),
  /** Whether every system of the target has it anyway. */
  base: z.boolean(),
})
export type SystemPackage = z.infer<typeof SystemPackage>

/** A wheel as the builder read it; the farm reads it again and believes only its own reading. */
export const ReportedWheel = z.strictObject({
  name: Text(255).min(1),
  size: Count,
  sha256: Sha256,
  /** Expanded, sorted: `py3-none-any`. */
  tags: z.array(Text(200)).min(1).max(2_000),
  requiresPython: Text(1_000).nullable(),
  requiresDist: z.array(Text(2_000)).max(2_000),
  /** Sonames that its extension modules need and that it does not bring itself. */
  libraries: z.array(Text(255)).max(1_000),
  /** Of the libraries, those whose package is known. Builders that do not look leave it out. */
  systemPackages: z.array(SystemPackage).max(1_000).default([]),
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
        /** What the line says that the build lacks, where it can be told. */
        missing: z
          .strictObject({ what: z.enum(missingKinds), name: Text(reportBounds.missingBytes).min(1) })
          .nullable()
          .default(null),
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
