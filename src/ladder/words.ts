/** The words that SQL, CBOR and GraphQL share. Each list is the single source of its enum in all three. */

/** One try of a build, from Start to its report. */
export const attemptStates = ['STARTED', 'BUILT', 'FAILED', 'LOST', 'CANCELLED'] as const
export type AttemptState = (typeof attemptStates)[number]

/** The farm's own faults: the same rung is tried again on another builder. */
export const farmFailures = [
  'BUILDER_LOST',
  'OUT_OF_MEMORY',
  'DISK_FULL',
  'NETWORK',
  'INDEX_RACE',
  'SDIST_UNAVAILABLE',
  'SDIST_MISMATCH',
  'SANDBOX',
] as const

/** Bounds that the build ran into. */
export const limitFailures = [
  'TIMEOUT',
  'SILENCE',
  'MEMORY_LIMIT',
  'PROCESS_LIMIT',
  'DISK_LIMIT',
  'OUTPUT_TOO_LARGE',
  'LOG_TOO_LONG',
] as const

/** The package's own faults: the same inputs would fail again. */
export const packageFailures = [
  'METADATA',
  'BUILD_REQUIREMENT',
  'MISSING_HEADER',
  'MISSING_LIBRARY',
  'MISSING_TOOL',
  'COMPILER',
  'RUST',
  'CMAKE',
  'PYTHON_VERSION',
  'NO_WHEEL',
  'WHEEL_INVALID',
  'UNKNOWN',
] as const

export const failureKinds = [...farmFailures, ...limitFailures, ...packageFailures] as const
export type FailureKind = (typeof failureKinds)[number]

/** What a build can lack, where the log tells it. */
export const missingKinds = ['HEADER', 'LIBRARY', 'TOOL', 'REQUIREMENT'] as const
export type MissingKind = (typeof missingKinds)[number]

/** The last word on a build so far; null while none has been spoken. CLOSED: its climb was ended from outside. */
export const verdicts = ['BUILT', 'FAILED', 'EXCLUDED', 'CLOSED'] as const
export type Verdict = (typeof verdicts)[number]

/** What there is still to do on a build; null when nothing is. */
export const workStates = ['WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD'] as const
export type WorkState = (typeof workStates)[number]

/** Queue lanes, most urgent first. `urgent`: a person asked. `fresh`: uploaded less than 48 h before we saw it. */
export const lanes = ['urgent', 'fresh', 'backlog'] as const
export type Lane = (typeof lanes)[number]

/** Why an open build is not running. */
export const waitReasons = [
  'QUEUED',
  'NO_BUILDER',
  'BUILDERS_BUSY',
  'BUILDERS_PAUSED',
  'RETRY_AT',
  'WAITS_FOR_SDIST',
  'TARGET_PAUSED',
  'PACKAGE_SHARE_USED',
  'PARKED',
  'HELD',
] as const
export type WaitReason = (typeof waitReasons)[number]

/** PyPI's project status (PEP 792). */
export const projectStatuses = ['active', 'archived', 'deprecated', 'quarantined'] as const
export type ProjectStatus = (typeof projectStatuses)[number]
