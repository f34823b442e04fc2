import type {
  AttemptState,
  BuilderState,
  FailureKind,
  MissingKind,
  NextStep,
  RungStatus,
  StatusReason,
  Verdict,
  WaitReason,
  WorkState,
} from './documents.gen.ts'

/** A word for people, and the colour that goes with it. */
export interface Label {
  text: string
  tone: 'good' | 'busy' | 'wait' | 'bad' | 'rest'
}

const workLabels: Record<WorkState, Label> = {
  WAITING: { text: 'Waiting', tone: 'wait' },
  BUILDING: { text: 'Building', tone: 'busy' },
  RETRY: { text: 'Retrying', tone: 'wait' },
  PARKED: { text: 'Parked', tone: 'rest' },
  HELD: { text: 'Held', tone: 'rest' },
}

const verdictLabels: Record<Verdict, Label> = {
  BUILT: { text: 'Built', tone: 'good' },
  FAILED: { text: 'Failed', tone: 'bad' },
  EXCLUDED: { text: 'Excluded', tone: 'rest' },
  CLOSED: { text: 'Closed', tone: 'rest' },
}

const statusLabels: Record<Exclude<RungStatus, 'OPEN'>, Label> = {
  NOTHING_TO_BUILD: { text: 'Nothing to build', tone: 'rest' },
  BUILT: { text: 'Built', tone: 'good' },
  EXCLUDED: { text: 'Excluded', tone: 'rest' },
  COVERED: { text: 'Covered', tone: 'good' },
  COVERED_UPSTREAM: { text: 'On PyPI', tone: 'good' },
  FAILED: { text: 'Failed', tone: 'bad' },
  SKIPPED: { text: 'Left out', tone: 'rest' },
  WAITS_FOR_LOWER: { text: 'Later', tone: 'wait' },
}

const attemptLabels: Record<AttemptState, Label> = {
  STARTED: { text: 'Building', tone: 'busy' },
  BUILT: { text: 'Built', tone: 'good' },
  FAILED: { text: 'Failed', tone: 'bad' },
  LOST: { text: 'Lost', tone: 'bad' },
  CANCELLED: { text: 'Cancelled', tone: 'rest' },
}

const builderLabels: Record<BuilderState, Label> = {
  REVOKED: { text: 'Revoked', tone: 'bad' },
  RETIRED: { text: 'Retired', tone: 'rest' },
  QUARANTINED: { text: 'Quarantined', tone: 'bad' },
  LOST: { text: 'Lost', tone: 'bad' },
  DRAINING: { text: 'Draining', tone: 'wait' },
  PAUSED: { text: 'Paused', tone: 'wait' },
  BUILDING: { text: 'Building', tone: 'busy' },
  IDLE: { text: 'Idle', tone: 'good' },
}

/** Of a builder's sandbox, on every page that names it: nothing when it holds. */
export function sandboxLabel(selfTest: { passed: boolean; unsafe: boolean } | null): Label | null {
  if (selfTest === null || selfTest.passed) return null
  return selfTest.unsafe ? { text: 'Unsafe', tone: 'bad' } : { text: 'Sandbox does not hold', tone: 'bad' }
}

/** `MISSING_HEADER` as people write it: `Missing header`. */
export const kindText = (kind: FailureKind): string => plainWord(kind)

/** Enums may grow: a word that is not known here is shown as it is. */
const unknownLabel = (word: string): Label => ({ text: plainWord(word), tone: 'rest' })

const plainWord = (word: string): string => `${word.slice(0, 1)}${word.slice(1).toLowerCase().replaceAll('_', ' ')}`

export const attemptLabel = (state: AttemptState): Label => attemptLabels[state] ?? unknownLabel(state)
export const builderLabel = (state: BuilderState): Label => builderLabels[state] ?? unknownLabel(state)

/** Of a build: what is going on, or else what came of it. */
export function buildLabel(build: { work: WorkState | null; verdict: Verdict | null }): Label {
  if (build.work !== null) return workLabels[build.work] ?? unknownLabel(build.work)
  return build.verdict === null ? unknownLabel('NEW') : (verdictLabels[build.verdict] ?? unknownLabel(build.verdict))
}

export function statusLabel(status: RungStatus, reason: StatusReason | null): Label {
  if (status !== 'OPEN') return statusLabels[status] ?? unknownLabel(status)
  if (reason === 'UNOPENED') return { text: 'Next', tone: 'wait' }
  return Object.entries(workLabels).find(([work]) => work === reason)?.[1] ?? unknownLabel(status)
}

export const waitText: Record<WaitReason, string> = {
  QUEUED: 'It is in the queue: the next free builder takes it.',
  NO_BUILDER: 'No builder of its target is there.',
  BUILDERS_BUSY: 'Every builder of its target has work.',
  BUILDERS_PAUSED: 'Every builder of its target is paused.',
  RETRY_AT: 'It is tried again after a pause.',
  WAITS_FOR_SDIST: 'Its source distribution cannot be had now.',
  TARGET_PAUSED: 'Its target is paused.',
  PACKAGE_SHARE_USED: 'Its package has its share of the queue: others go first.',
  PARKED: 'No builder has been there for a day; it goes on when one is back.',
  HELD: 'A maintainer must requeue it.',
}

/** The same in a word or two, behind a number of builds. */
export const waitWord: Record<WaitReason, string> = {
  QUEUED: 'in the queue',
  NO_BUILDER: 'without a builder',
  BUILDERS_BUSY: 'behind busy builders',
  BUILDERS_PAUSED: 'behind paused builders',
  RETRY_AT: 'to be tried again',
  WAITS_FOR_SDIST: 'without an sdist',
  TARGET_PAUSED: 'on a paused target',
  PACKAGE_SHARE_USED: 'beyond their share',
  PARKED: 'parked',
  HELD: 'held',
}

const missingTexts: Record<MissingKind, string> = {
  HEADER: 'C header',
  LIBRARY: 'library',
  TOOL: 'program',
  REQUIREMENT: 'Python package',
}

/** What kind of thing a build lacks, in the middle of a sentence. */
export const missingText = (what: MissingKind): string => missingTexts[what] ?? plainWord(what).toLowerCase()

/** What comes next, where the status does not say it all. */
export const nextText: Record<NextStep, string | null> = {
  NONE: null,
  BUILD: null,
  FINISH: null,
  RETRY: null,
  LOWER_TARGET: null,
  BUILDER_BACK: 'It goes on when a builder is back.',
  REQUEUE: 'A maintainer can requeue it.',
}
