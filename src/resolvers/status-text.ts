import { assertNever } from '../errors.ts'
import type { RungStatus } from '../ladder/status.ts'
import type { FailureKind } from '../ladder/words.ts'
import type { NextStep, StatusReason } from './resolvers.gen.ts'

/** What the sentences mention besides the status itself. */
export interface StatusSubject {
  /** Of the target, such as `3.11.2`. */
  pythonVersion: string
  /** Of the release. */
  requiresPython: string | null
  /** The lower target that it waits for, such as `cp39 on linux_armv7l`. */
  lower: string | null
}

/** Why a release stands where it does on a target, in one plain sentence. Pure. */
export function statusText(status: RungStatus, { pythonVersion, requiresPython, lower }: StatusSubject): string {
  switch (status.status) {
    case 'NOTHING_TO_BUILD':
      return nothingText[status.reason]
    case 'BUILT':
      return `The farm built ${status.wheel} here.`
    case 'EXCLUDED':
      return status.reason === 'LEARNT'
        ? `An attempt showed that it cannot be built for Python ${pythonVersion}.`
        : `It asks for Python ${requiresPython ?? 'of another version'}, and this target has ${pythonVersion}.`
    case 'COVERED':
      return `${status.wheel}, which the farm built for another target, fits here too.`
    case 'COVERED_UPSTREAM':
      return `${status.wheel} on PyPI fits, so nothing needs to be built.`
    case 'FAILED':
      return status.reason === 'FINAL'
        ? `Its build failed for good: ${failureText[status.kind]}.`
        : `A lower target failed in a way that would be the same here: ${failureText[status.kind]}.`
    case 'SKIPPED':
      return skippedText(status)
    case 'OPEN':
      return openText[status.work]
    case 'WAITS_FOR_LOWER':
      return `${lower ?? 'A lower target'} comes first: its wheel may serve here too.`
    default:
      return assertNever(status)
  }
}

/** Which case of its status it is; null where there is only one. */
export function statusReason(status: RungStatus): StatusReason | null {
  if (status.status === 'OPEN') return status.work
  return 'reason' in status ? status.reason : null
}

/** What happens next. Pure. */
export function nextStep(status: RungStatus): NextStep {
  switch (status.status) {
    case 'WAITS_FOR_LOWER':
      return 'LOWER_TARGET'
    case 'FAILED':
      return 'REQUEUE'
    case 'OPEN':
      return openNext[status.work]
    case 'NOTHING_TO_BUILD':
    case 'BUILT':
    case 'EXCLUDED':
    case 'COVERED':
    case 'COVERED_UPSTREAM':
    case 'SKIPPED':
      return 'NONE'
    default:
      return assertNever(status)
  }
}

type Of<Status extends RungStatus['status']> = Extract<RungStatus, { status: Status }>

const nothingText: Record<Of<'NOTHING_TO_BUILD'>['reason'], string> = {
  REMOVED: 'It is no longer on PyPI.',
  QUARANTINED: 'PyPI holds it back as unsafe.',
  NO_SDIST: 'It has no source distribution to build from.',
  YANKED: 'Its maintainers took it back (yanked it).',
  PRERELEASE: 'It is a pre-release, and this farm leaves those out.',
  BEFORE_START: 'It was uploaded before this farm began, and nobody asked for its package.',
  TOO_OLD: 'This farm builds only the newest releases of a package.',
}

function skippedText({ reason, note }: Of<'SKIPPED'>): string {
  if (reason === 'TARGET_FROZEN') return 'This target is at its end of life: nothing new is built for it.'
  const what = reason === 'PACKAGE' ? 'The package' : 'This release'
  return note === null ? `${what} is left out.` : `${what} is left out: ${note}`
}

const openText: Record<Of<'OPEN'>['work'], string> = {
  WAITING: 'It waits for a builder.',
  BUILDING: 'A builder is at it.',
  RETRY: 'The farm failed it and will try again.',
  PARKED: 'Its target has had no builder, or was paused, for 24 hours.',
  HELD: 'It was stopped or withdrawn: a person must requeue it.',
  UNOPENED: 'It needs a wheel, and its build is about to be opened.',
}

const openNext: Record<Of<'OPEN'>['work'], NextStep> = {
  WAITING: 'BUILD',
  BUILDING: 'FINISH',
  RETRY: 'RETRY',
  PARKED: 'BUILDER_BACK',
  HELD: 'REQUEUE',
  UNOPENED: 'BUILD',
}

/** What went wrong, as the end of a sentence. */
const failureText: Record<FailureKind, string> = {
  BUILDER_LOST: 'its builders fell silent',
  OUT_OF_MEMORY: 'its builders ran out of memory',
  DISK_FULL: "the builders' disks were full",
  NETWORK: 'the network failed',
  INDEX_RACE: 'the index changed under it',
  SDIST_UNAVAILABLE: 'the source distribution could not be fetched',
  SDIST_MISMATCH: 'the source distribution is not the one that PyPI announced',
  SANDBOX: 'the sandbox could not be set up',
  TIMEOUT: 'it took longer than it may',
  SILENCE: 'it said nothing for too long',
  MEMORY_LIMIT: 'it needs more memory than it may have',
  PROCESS_LIMIT: 'it started more processes than it may',
  DISK_LIMIT: 'it needs more disk than it may have',
  OUTPUT_TOO_LARGE: 'its wheels are larger than they may be',
  LOG_TOO_LONG: 'its log is longer than it may be',
  METADATA: 'its metadata could not be made',
  BUILD_REQUIREMENT: 'something that it needs to be built could not be installed',
  MISSING_HEADER: 'a C header is missing',
  MISSING_LIBRARY: 'a library is missing',
  MISSING_TOOL: 'a tool such as a compiler is missing',
  COMPILER: 'the compiler refused it',
  RUST: 'its Rust part could not be built',
  CMAKE: 'CMake failed',
  PYTHON_VERSION: 'it does not support this Python',
  NO_WHEEL: 'the build left no wheel',
  WHEEL_INVALID: 'the wheel it made is not a valid one of this release',
  UNKNOWN: 'the log does not tell why',
}
