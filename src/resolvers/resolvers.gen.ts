// Written by scripts/generate-resolver-types.ts from schema/graphql. Do not edit: `npm run generate`.
import type { AttemptState } from '../ladder/words.ts';
import type { FailureKind } from '../ladder/words.ts';
import type { Lane } from '../ladder/words.ts';
import type { ManyRefusal } from '../ladder/requeue-many.ts';
import type { MissingKind } from '../ladder/words.ts';
import type { ProjectStatus } from '../ladder/words.ts';
import type { Verdict } from '../ladder/words.ts';
import type { WaitReason } from '../ladder/words.ts';
import type { WorkState } from '../ladder/words.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AuditRow } from '../store/read-audit.ts';
import type { AttemptRow, BuildRow, BuildEventRow } from '../store/read-builds.ts';
import type { TargetRow } from '../store/read-targets.ts';
import type { BuilderRow } from '../store/read-builders.ts';
import type { PackageRow, ReleaseRow } from '../store/read-packages.ts';
import type { ReleasePage, TargetStanding } from './models.ts';
import type { SyncRow } from '../store/read-sync.ts';
import type { UpstreamWheelRow, WheelRow } from '../store/read-wheels.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC with milliseconds, such as `2026-01-31T09:30:00.000Z` (RFC 3339). */
  DateTime: { input: Date; output: Date; }
  /** A whole number that may pass 32 bits (bytes, milliseconds, serials), written as a JSON number of at most 2^53 - 1. */
  BigInt: { input: number; output: number; }
};

/** One try of a build on one builder. */
export type Attempt = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** The build that is tried. */
  build: Build;
  /** 1 for the build's first attempt. */
  try: Scalars['Int']['output'];
  /** The machine. */
  builder: Builder;
  /** Its state. */
  state: AttemptState;
  /** Why it failed; null unless it did. */
  failure?: Maybe<Failure>;
  /** The source distribution, pinned for this attempt. */
  sdist: Sdist;
  /** When it started. */
  startedAt: Scalars['DateTime']['output'];
  /** When the builder was last heard about it. */
  lastBeatAt: Scalars['DateTime']['output'];
  /** When it ended; null while it runs. */
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How long the build took, in milliseconds, as the builder measured it; null until it has reported. */
  durationMs?: Maybe<Scalars['BigInt']['output']>;
  /** Most memory that the build's processes held at once, in bytes; null where it was not measured. */
  peakMemoryBytes?: Maybe<Scalars['BigInt']['output']>;
  /** What the builder reported; null until it has. */
  report?: Maybe<Report>;
  /**
   * A part of its log, also while the attempt runs: the end (`tailBytes`), or what stands from `offset` on. To follow it, ask
   * again with `offset` as the last `endOffset`, until `ended` and `endOffset` is `totalBytes`. Null while nothing has come.
   */
  log?: Maybe<Log>;
  /** Where all that is kept of its log is served as plain text; with `/events` behind it, as an event stream that follows it. */
  logUrl: Scalars['String']['output'];
  /** The wheels it brought, in the order of their names; a report has at most 20. */
  wheels: Array<Wheel>;
};


/** One try of a build on one builder. */
export type AttemptLogArgs = {
  tailBytes?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['BigInt']['input']>;
  bytes?: InputMaybe<Scalars['Int']['input']>;
};

/** The source distribution that an attempt was given. */
export type Sdist = {
  /** Its file name on PyPI. */
  filename: Scalars['String']['output'];
  /** Of its bytes, in lower-case hex: the builder checks it before it builds. */
  sha256: Scalars['String']['output'];
};

/** What a builder reported of an attempt. */
export type Report = {
  /** When it came. */
  receivedAt: Scalars['DateTime']['output'];
  /** When the builder began, by its own clock. */
  startedAt: Scalars['DateTime']['output'];
  /** When the builder ended, by its own clock. */
  finishedAt: Scalars['DateTime']['output'];
  /** Exit code of pip; null when it was killed, never ran, or did not fail. */
  exitCode?: Maybe<Scalars['Int']['output']>;
  /** Version of the Python that built. */
  python: Scalars['String']['output'];
  /** Version of the pip that built. */
  pip: Scalars['String']['output'];
  /** Version of the builder program. */
  builder: Scalars['String']['output'];
  /** The machine's system. */
  system: Scalars['String']['output'];
};

/** A part of a log. Terminal and other control characters are gone; it is still text by strangers: escape it. */
export type Log = {
  /** The text, cut at a character; from an `offset`, whole lines, unless a line is longer than was asked for or the log is over. */
  text: Scalars['String']['output'];
  /** Where `text` begins in the log, in bytes: behind the gap when what was asked for lies in it. */
  offset: Scalars['BigInt']['output'];
  /** Where `text` ends in the log, in bytes: go on from here. */
  endOffset: Scalars['BigInt']['output'];
  /** Bytes that the builder has sent in all. */
  totalBytes: Scalars['BigInt']['output'];
  /** What the farm let go from the middle of the log; null when all of it was kept. */
  gap?: Maybe<LogGap>;
  /** Whether the attempt is over, and nothing more is expected. */
  ended: Scalars['Boolean']['output'];
};

/** Bytes in the middle of a log that were not kept: of a long log, only the first and the last part are. */
export type LogGap = {
  /** Where it begins in the log, in bytes. */
  offset: Scalars['BigInt']['output'];
  /** How long it is, in bytes; it grows while the log does. */
  bytes: Scalars['BigInt']['output'];
};

/** A page of attempts. */
export type AttemptConnection = {
  /** Each with its cursor. */
  edges: Array<AttemptEdge>;
  /** The attempts alone. */
  nodes: Array<Attempt>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An attempt in a connection. */
export type AttemptEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The attempt. */
  node: Attempt;
};

/** Something that a person or a builder did and must answer for. Kept for ever. */
export type AuditEvent = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who: `farm`, `builder:<number>`, `cli:<user>`, or the name of a maintainer. */
  actor: Scalars['String']['output'];
  /** What, such as `build.requeue`, `builds.requeue`, `package.skip`, `target.pause` or `builder.revoke`. */
  action: Scalars['String']['output'];
  /** What it was done to, such as `build:17`, `package:numpy`, `target:cp311:linux_armv7l` or `builder:3`. */
  subject: Scalars['String']['output'];
  /** Why, in the words of who did it. */
  reason?: Maybe<Scalars['String']['output']>;
  /** What else is known of it, as JSON; null when nothing is. */
  detail?: Maybe<Scalars['String']['output']>;
};

/** A page of audit events. */
export type AuditEventConnection = {
  /** Each with its cursor. */
  edges: Array<AuditEventEdge>;
  /** The events alone. */
  nodes: Array<AuditEvent>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An audit event in a connection. */
export type AuditEventEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: AuditEvent;
};

/** One release on one target that was ever opened. `verdict` is what is known, `work` what is still to do; a requeue has both. */
export type Build = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** A number for people; it names the build for ever. */
  number: Scalars['BigInt']['output'];
  /** What is built. */
  release: Release;
  /** Where it is built. */
  target: Target;
  /** The last word so far; null while none has been spoken. */
  verdict?: Maybe<Verdict>;
  /** Why it failed; null unless an attempt of it did. */
  failure?: Maybe<Failure>;
  /** What there is still to do; null when nothing is. */
  work?: Maybe<WorkState>;
  /** Why it is not running; null when it is, or when nothing is to be done. */
  wait?: Maybe<WaitReason>;
  /** Why it was closed, held or parked. */
  note?: Maybe<Scalars['String']['output']>;
  /** Whether the climb of its release stands here. */
  climbing: Scalars['Boolean']['output'];
  /** Whether a person asked for another attempt that is not finished. */
  requeued: Scalars['Boolean']['output'];
  /** How urgent it is. */
  lane: Lane;
  /** Attempts started so far. */
  tries: Scalars['Int']['output'];
  /** When it is tried again; null unless `work` is RETRY. */
  retryAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was opened. */
  openedAt: Scalars['DateTime']['output'];
  /** When the verdict was spoken; null while none has been. */
  decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Since when there is work on it; null while there is none. */
  openSince?: Maybe<Scalars['DateTime']['output']>;
  /** When it last changed. */
  changedAt: Scalars['DateTime']['output'];
  /** Its attempts, newest first. */
  attempts: AttemptConnection;
  /** Everything that happened to it, newest first. */
  events: BuildEventConnection;
  /** The wheels it brought, newest first; those withdrawn too. */
  wheels: WheelConnection;
};


/** One release on one target that was ever opened. `verdict` is what is known, `work` what is still to do; a requeue has both. */
export type BuildAttemptsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One release on one target that was ever opened. `verdict` is what is known, `work` what is still to do; a requeue has both. */
export type BuildEventsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One release on one target that was ever opened. `verdict` is what is known, `work` what is still to do; a requeue has both. */
export type BuildWheelsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Why something failed. */
export type Failure = {
  /** What kind of failure it is. */
  kind: FailureKind;
  /** The first error line of the log, at most 500 characters; null when none was found. Written by strangers: escape it. */
  line?: Maybe<Scalars['String']['output']>;
  /** What the build lacked, where its log tells; null otherwise. */
  missing?: Maybe<Missing>;
};

/** What a build lacked. Installed on the builders, it may let the build go well: requeue what failed for it. */
export type Missing = {
  /** What kind of thing it is. */
  what: MissingKind;
  /** Its name in the log, such as `ffi.h`, `libz`, `cmake` or `numpy>=2`; at most 200 bytes. Written by strangers: escape it. */
  name: Scalars['String']['output'];
};

/** A page of builds. */
export type BuildConnection = {
  /** Each with its cursor. */
  edges: Array<BuildEdge>;
  /** The builds alone. */
  nodes: Array<Build>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A build in a connection. */
export type BuildEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The build. */
  node: Build;
};

/** One change of a build or of an attempt of it. */
export type BuildEvent = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who: `farm`, `builder:<number>`, or the name of a maintainer. */
  actor: Scalars['String']['output'];
  /** What: OPENED, QUEUED, STARTED, BUILT, FAILED, LOST, CANCELLED, RETRY, PARKED, RESUMED, HELD, REQUEUED, RAISED, CLOSED and others. */
  change: Scalars['String']['output'];
  /** Why, in words. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The attempt it is about; null when it is about the build alone. */
  attempt?: Maybe<Attempt>;
};

/** A page of events. */
export type BuildEventConnection = {
  /** Each with its cursor. */
  edges: Array<BuildEventEdge>;
  /** The events alone. */
  nodes: Array<BuildEvent>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An event in a connection. */
export type BuildEventEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: BuildEvent;
};

/** A machine that builds. */
export type Builder = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** The name it was enrolled under. Chosen by its operator: escape it. */
  name: Scalars['String']['output'];
  /** What it is doing. */
  state: BuilderState;
  /** The targets it builds for, in ladder order. */
  targets: Array<Target>;
  /** What it builds now, the oldest first. */
  currentAttempts: Array<Attempt>;
  /** What it said of itself when it last started. */
  facts: BuilderFacts;
  /** Its last readings; null before the first. */
  readings?: Maybe<BuilderReadings>;
  /** What it found when it tried its sandbox at its start; null before it told. */
  selfTest?: Maybe<SelfTest>;
  /** Set while a person gives it no new work. */
  paused?: Maybe<Stop>;
  /** Set while it is to finish what it has and end. */
  draining?: Maybe<Stop>;
  /** Set when the farm itself took it out of work, until a person resumes it. */
  quarantine?: Maybe<Quarantine>;
  /** When it was enrolled. */
  enrolledAt: Scalars['DateTime']['output'];
  /** When it was last heard; null before the first time. */
  lastHeardAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What a builder is doing: the first of these that applies, from top to bottom. */
export type BuilderState =
  /** Its key was taken back; nothing of it counts any more. */
  | 'REVOKED'
  /** It has left for good, in peace; what it still reports counts. */
  | 'RETIRED'
  /** It has not been heard for three minutes, or for what the farm is set to. */
  | 'LOST'
  /** It gets no work: packages failed on it that were built elsewhere. A person must look at it. */
  | 'QUARANTINED'
  /** It ends what it has and takes no more. */
  | 'DRAINING'
  /** It was told to take nothing for now. */
  | 'PAUSED'
  /** It has a build. */
  | 'BUILDING'
  /** It waits for work. */
  | 'IDLE';

/** Why the farm itself gives a builder no work. */
export type Quarantine = {
  /** Since when. */
  at: Scalars['DateTime']['output'];
  /** What failed on it and was built by another builder, one for each package; at most 20. */
  evidence: Array<QuarantineEvidence>;
};

/** A package that failed on one builder and was built by another. */
export type QuarantineEvidence = {
  /** Its name. */
  package: Scalars['String']['output'];
  /** The version. */
  version: Scalars['String']['output'];
  /** Number of the build. */
  build: Scalars['BigInt']['output'];
  /** How it failed here. */
  kind?: Maybe<FailureKind>;
};

/** What a builder said of itself when it last started. Not checked by the farm: escape it. */
export type BuilderFacts = {
  /** Its system, such as "Debian GNU/Linux 12 (bookworm)"; null when it did not say. */
  system?: Maybe<Scalars['String']['output']>;
  /** Version of the builder program; null when it did not say. */
  builderVersion?: Maybe<Scalars['String']['output']>;
};

/** A builder's last readings of itself; null where it cannot measure. */
export type BuilderReadings = {
  /** Load of the last minute. */
  load1?: Maybe<Scalars['Float']['output']>;
  /** Free memory, in bytes. */
  memoryFreeBytes?: Maybe<Scalars['BigInt']['output']>;
  /** Free swap, in bytes. */
  swapFreeBytes?: Maybe<Scalars['BigInt']['output']>;
  /** Free disk, in bytes. */
  diskFreeBytes?: Maybe<Scalars['BigInt']['output']>;
  /** Of the processor, in degrees Celsius. */
  temperatureC?: Maybe<Scalars['Float']['output']>;
  /** How far its clock is before the farm's, in milliseconds, to a second; negative when it is behind. */
  clockSkewMs?: Maybe<Scalars['BigInt']['output']>;
};

/** What a builder found when it tried its own sandbox. Not checked by the farm: escape it. */
export type SelfTest = {
  /** Whether the sandbox holds. A builder that does not pass takes no jobs, unless it is unsafe. */
  passed: Scalars['Boolean']['output'];
  /** Whether it takes jobs although it did not pass, as its operator wished. */
  unsafe: Scalars['Boolean']['output'];
  /** What builds run in: `bubblewrap`, or `none`. */
  sandbox: Scalars['String']['output'];
  /** What bounds their memory: `cgroup`, over the whole build, or `per process`. */
  memory: Scalars['String']['output'];
  /** What did not hold. */
  faults: Array<Scalars['String']['output']>;
};

/** A page of builders. */
export type BuilderConnection = {
  /** Each with its cursor. */
  edges: Array<BuilderEdge>;
  /** The builders alone. */
  nodes: Array<Builder>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A builder in a connection. */
export type BuilderEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The builder. */
  node: Builder;
};

/** Which target to pause. */
export type TargetPauseInput = {
  /** Its ABI tag, such as `cp311`. */
  abi: Scalars['String']['input'];
  /** Its platform tag, such as `linux_armv7l`. */
  platform: Scalars['String']['input'];
  /** Why; 1 to 500 characters, shown to everybody. */
  reason: Scalars['String']['input'];
  /** When it ends by itself, at most a year away; left out: when it is resumed. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of it. */
export type TargetPausePayload = {
  /** The target; null when it was refused. */
  target?: Maybe<Target>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which target to resume. */
export type TargetResumeInput = {
  /** Its ABI tag, such as `cp311`. */
  abi: Scalars['String']['input'];
  /** Its platform tag, such as `linux_armv7l`. */
  platform: Scalars['String']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type TargetResumePayload = {
  /** The target; null when it was refused. */
  target?: Maybe<Target>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which target to freeze. */
export type TargetFreezeInput = {
  /** Its ABI tag, such as `cp311`. */
  abi: Scalars['String']['input'];
  /** Its platform tag, such as `linux_armv7l`. */
  platform: Scalars['String']['input'];
  /** Why; 1 to 500 characters, shown to everybody. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type TargetFreezePayload = {
  /** The target; null when it was refused. */
  target?: Maybe<Target>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which builder to pause. */
export type BuilderPauseInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
  /** When it ends by itself, at most a year away; left out: when it is resumed. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of it. */
export type BuilderPausePayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which builder to resume. */
export type BuilderResumeInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type BuilderResumePayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which builder to drain. */
export type BuilderDrainInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
  /** When it ends by itself, at most a year away; left out: when it is resumed. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of it. */
export type BuilderDrainPayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which builder to retire. */
export type BuilderRetireInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type BuilderRetirePayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Whether a builder shall build for a target. */
export type BuilderAssignInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** The target's ABI tag, such as `cp311`. */
  abi: Scalars['String']['input'];
  /** The target's platform tag, such as `linux_armv7l`. */
  platform: Scalars['String']['input'];
  /** True: it takes its jobs; false: it takes none of them. */
  serves: Scalars['Boolean']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type BuilderAssignPayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which attempt to stop. */
export type AttemptCancelInput = {
  /** Its id. */
  attempt: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, shown to everybody. */
  reason: Scalars['String']['input'];
  /** When its build is tried again by itself, at most a year away; left out: when somebody requeues it. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of it. */
export type AttemptCancelPayload = {
  /** The attempt's build, which is held now; null when it was refused. */
  build?: Maybe<Build>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which builder to revoke. */
export type BuilderRevokeInput = {
  /** Its id. */
  builder: Scalars['ID']['input'];
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of it. */
export type BuilderRevokePayload = {
  /** The builder; null when it was refused. */
  builder?: Maybe<Builder>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A build that failed for good. */
export type FailedBuild = {
  /** The build, with its attempts and logs. */
  build: Build;
  /** What was built. */
  release: Release;
  /** Where it was built. */
  target: Target;
  /** What kind of failure it is. */
  kind: FailureKind;
  /** The first error line of the log, at most 500 bytes; null when none was found. Written by strangers: escape it. */
  line?: Maybe<Scalars['String']['output']>;
  /** What the build lacked, where its log tells; null otherwise. */
  missing?: Maybe<Missing>;
  /** When it failed for good. */
  decidedAt: Scalars['DateTime']['output'];
  /** Since when a wheel from another target, or from PyPI, makes up for it on this target; null while none does. */
  coveredSince?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of failed builds. */
export type FailedBuildConnection = {
  /** Each with its cursor. */
  edges: Array<FailedBuildEdge>;
  /** The failed builds alone. */
  nodes: Array<FailedBuild>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A failed build in a connection. */
export type FailedBuildEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The failed build. */
  node: FailedBuild;
};

/** Which failed builds: those for which all that is given holds. */
export type FailureFilter = {
  /** Of this package, in any spelling; at most 214 characters. `NOT_FOUND` when the farm does not know it. */
  package?: InputMaybe<Scalars['String']['input']>;
  /** On targets with this ABI tag, such as `cp311`; at most 100 characters. `NOT_FOUND` when there is no such target. */
  abi?: InputMaybe<Scalars['String']['input']>;
  /** On targets with this platform tag, such as `linux_armv7l`; at most 100 characters. `NOT_FOUND` when there is no such target. */
  platform?: InputMaybe<Scalars['String']['input']>;
  /** Of this kind. */
  kind?: InputMaybe<FailureKind>;
  /** For want of what has this very name, such as `ffi.h`: `Missing.name`; at most 200 bytes. */
  missing?: InputMaybe<Scalars['String']['input']>;
  /** Failed at this instant or later. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
};

/** That the farm as a whole is not well, as it sees it itself. */
export type Incident = {
  /** What is wrong. */
  kind: IncidentKind;
  /** What it is about: `farm`, or a target such as `cp311 linux_armv7l`. */
  subject: Scalars['String']['output'];
  /** What is to be seen. */
  text: Scalars['String']['output'];
  /** What is likely behind it, and where to look. */
  cause: Scalars['String']['output'];
  /** Since when. */
  beganAt: Scalars['DateTime']['output'];
  /** When it was last seen. */
  seenAt: Scalars['DateTime']['output'];
  /** When it was over; null while it goes on. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What may be wrong with the farm as a whole. */
export type IncidentKind =
  /** Attempts are started and their reports do not come. */
  | 'REPORTS_MISSING'
  /** A new release has waited for hours. */
  | 'FRESH_WAITS'
  /** Builders have nothing to do while builds wait. */
  | 'BUILDERS_IDLE'
  /** Upstream was not reached for a while. */
  | 'SYNC_LAGS';

/** A page of incidents. */
export type IncidentConnection = {
  /** Each with its cursor. */
  edges: Array<IncidentEdge>;
  /** The incidents alone. */
  nodes: Array<Incident>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** An incident in a connection. */
export type IncidentEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The incident. */
  node: Incident;
};

/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type Mutation = {
  /**
   * Has a release built again, or sooner. A build that is queued or running is never doubled.
   * Example: `mutation { buildRequeue(input: { build: "…", reason: "header is there now" }) { outcome userErrors { code message } } }`
   */
  buildRequeue: BuildRequeuePayload;
  /**
   * Leaves a package out: its open builds are closed, and nothing new is built of it. What is published stays.
   * Example: `mutation { packageSkip(input: { name: "tensorflow", reason: "too large" }) { package { name } userErrors { message } } }`
   */
  packageSkip: PackageSkipPayload;
  /**
   * Takes a package in again: what was left out is planned anew.
   * Example: `mutation { packageUnskip(input: { name: "tensorflow", reason: "we have room" }) { package { name } userErrors { message } } }`
   */
  packageUnskip: PackageUnskipPayload;
  /**
   * Changes what is built of a package, or of all that have no word of their own. What it touches is planned anew.
   * Example: `mutation { policyChange(input: { package: "numpy", prereleases: SKIP, reason: "too many" }) { policy { prereleases } userErrors { message } } }`
   */
  policyChange: PolicyChangePayload;
  /**
   * Has the builds of one package tried again that failed or are held; with `rebuild` also those that have their wheel. They go in lane
   * BACKLOG. Example: `mutation { packageRequeue(input: { name: "numpy", dryRun: true, reason: "gfortran is there now" }) { requeue { matched requeued } } }`
   */
  packageRequeue: PackageRequeuePayload;
  /**
   * Has all failed builds tried again that a filter chooses, the same that `failures` shows for it. They go in lane BACKLOG.
   * Example: `mutation { failuresRequeue(input: { filter: { missing: "ffi.h" }, expectedCount: 12, reason: "libffi-dev is there now" }) { requeue { requeued } userErrors { code message } } }`
   */
  failuresRequeue: FailuresRequeuePayload;
  /**
   * Takes wheels off the index at once and keeps them as evidence. A withdrawn wheel covers nothing; the builds that made them are held.
   * Example: `mutation { wheelsWithdraw(input: { builder: "…", since: "2026-01-31T00:00:00Z", dryRun: true, reason: "taken over" }) { wheels userErrors { message } } }`
   */
  wheelsWithdraw: WheelsWithdrawPayload;
  /**
   * Hands out none of a target's work until it is resumed. What runs may finish; after 24 hours its open builds are parked.
   * Example: `mutation { targetPause(input: { abi: "cp311", platform: "linux_armv7l", reason: "new image" }) { target { paused { at } } userErrors { message } } }`
   */
  targetPause: TargetPausePayload;
  /**
   * Takes a target's pause back.
   * Example: `mutation { targetResume(input: { abi: "cp311", platform: "linux_armv7l", reason: "done" }) { target { paused { at } } userErrors { message } } }`
   */
  targetResume: TargetResumePayload;
  /**
   * Ends a target's life, for good: nothing new is built for it, and all that is there stays served.
   * Example: `mutation { targetFreeze(input: { abi: "cp37", platform: "linux_armv7l", reason: "end of life" }) { target { frozen { at } } userErrors { message } } }`
   */
  targetFreeze: TargetFreezePayload;
  /**
   * Gives a builder no new work until it is resumed. What it builds now may finish.
   * Example: `mutation { builderPause(input: { builder: "…", reason: "it is hot" }) { builder { state } userErrors { message } } }`
   */
  builderPause: BuilderPausePayload;
  /**
   * Gives a builder work again that was paused or drained.
   * Example: `mutation { builderResume(input: { builder: "…", reason: "it has a fan" }) { builder { state } userErrors { message } } }`
   */
  builderResume: BuilderResumePayload;
  /**
   * Lets a builder finish what it has, and end.
   * Example: `mutation { builderDrain(input: { builder: "…", reason: "new SD card" }) { builder { state } userErrors { message } } }`
   */
  builderDrain: BuilderDrainPayload;
  /**
   * Drains a builder that shall not come back. What it still has to deliver is taken, unlike with `builderRevoke`.
   * Example: `mutation { builderRetire(input: { builder: "…", reason: "given away" }) { builder { state } userErrors { message } } }`
   */
  builderRetire: BuilderRetirePayload;
  /**
   * Has a builder build for a target that it has the interpreter for, or no longer; it need not be restarted for that.
   * Example: `mutation { builderAssign(input: { builder: "…", abi: "cp311", platform: "linux_armv7l", serves: false, reason: "cp39 is behind" }) { builder { targets { abi } } userErrors { message } } }`
   */
  builderAssign: BuilderAssignPayload;
  /**
   * Stops an attempt that runs: its processes are killed within seconds, nobody is blamed, and its build is held.
   * Example: `mutation { attemptCancel(input: { attempt: "…", reason: "it mines coins" }) { build { work } userErrors { code message } } }`
   */
  attemptCancel: AttemptCancelPayload;
  /**
   * Takes a builder's key back, for good: what it builds now goes on elsewhere, and nothing that it says counts any more.
   * Example: `mutation { builderRevoke(input: { builder: "…", reason: "it was stolen" }) { builder { state } userErrors { message } } }`
   */
  builderRevoke: BuilderRevokePayload;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuildRequeueArgs = {
  input: BuildRequeueInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationPackageSkipArgs = {
  input: PackageSkipInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationPackageUnskipArgs = {
  input: PackageUnskipInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationPolicyChangeArgs = {
  input: PolicyChangeInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationPackageRequeueArgs = {
  input: PackageRequeueInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationFailuresRequeueArgs = {
  input: FailuresRequeueInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationWheelsWithdrawArgs = {
  input: WheelsWithdrawInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationTargetPauseArgs = {
  input: TargetPauseInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationTargetResumeArgs = {
  input: TargetResumeInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationTargetFreezeArgs = {
  input: TargetFreezeInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderPauseArgs = {
  input: BuilderPauseInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderResumeArgs = {
  input: BuilderResumeInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderDrainArgs = {
  input: BuilderDrainInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderRetireArgs = {
  input: BuilderRetireInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderAssignArgs = {
  input: BuilderAssignInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationAttemptCancelArgs = {
  input: AttemptCancelInput;
};


/** Changes. All need the maintainer token: `Authorization: Bearer <token>`. */
export type MutationBuilderRevokeArgs = {
  input: BuilderRevokeInput;
};

/** Names a build by `build` alone, or a release by `package` and `version`, with `abi` and `platform` for one target of it. */
export type BuildRequeueInput = {
  /** A build's id. */
  build?: InputMaybe<Scalars['ID']['input']>;
  /** A package, in any spelling. */
  package?: InputMaybe<Scalars['String']['input']>;
  /** A version of it. */
  version?: InputMaybe<Scalars['String']['input']>;
  /** With `platform`: the target's ABI tag. */
  abi?: InputMaybe<Scalars['String']['input']>;
  /** With `abi`: the target's platform tag. */
  platform?: InputMaybe<Scalars['String']['input']>;
  /** Why; 1 to 500 characters, kept in the build's events. */
  reason: Scalars['String']['input'];
};

/** What became of a requeue. */
export type BuildRequeuePayload = {
  /** The build that is now going on; null when it was refused. */
  build?: Maybe<Build>;
  /** What was done; null when it was refused. */
  outcome?: Maybe<RequeueOutcome>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a requeue did. */
export type RequeueOutcome =
  /** A new attempt was set going. */
  | 'ATTEMPT'
  /** A build that is open was made urgent: the one asked for, or the lower one that it waits for. */
  | 'RAISED'
  /** Nothing: it is urgent and on its way already. */
  | 'ALREADY';

/** Which package to leave out. */
export type PackageSkipInput = {
  /** A package, in any spelling. */
  name: Scalars['String']['input'];
  /** One version of it; left out: the package as a whole. */
  version?: InputMaybe<Scalars['String']['input']>;
  /** Why; 1 to 500 characters, shown to everybody. */
  reason: Scalars['String']['input'];
};

/** What became of leaving a package out. */
export type PackageSkipPayload = {
  /** The package; null when it was refused. */
  package?: Maybe<Package>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which package to take in again. */
export type PackageUnskipInput = {
  /** A package, in any spelling. */
  name: Scalars['String']['input'];
  /** One version of it; left out: the package as a whole. */
  version?: InputMaybe<Scalars['String']['input']>;
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of taking a package in again. */
export type PackageUnskipPayload = {
  /** The package; null when it was refused. */
  package?: Maybe<Package>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Why a change was refused. What is wrong with the caller or the server comes as a top-level error instead. */
export type UserError = {
  /** What is wrong. */
  code: UserErrorCode;
  /** The input field at fault, from the outside in; null when it is none alone. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** The same for people. */
  message: Scalars['String']['output'];
};

/** What is wrong with a change. */
export type UserErrorCode =
  /** A value is missing or cannot be used. */
  | 'INVALID'
  /** What it names is not there. */
  | 'NOT_FOUND'
  /** The state of things forbids it now. */
  | 'CONFLICT'
  /** The release does not support the target's Python. */
  | 'REQUEUE_EXCLUDED'
  /** The package, release or target is left out; take it in first. */
  | 'REQUEUE_SKIPPED'
  /** There is nothing the farm could build. */
  | 'REQUEUE_NOTHING_TO_BUILD';

/** Anything with an identity of its own. */
export type Node = {
  /** Opaque and typed; hand it back as it is. It never changes. */
  id: Scalars['ID']['output'];
};

/** Where a page of a connection stands in the whole. */
export type PageInfo = {
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Give it as `after` for the next page; null on an empty page. A cursor belongs to the connection it came from. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** A project on PyPI. */
export type Package = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** The name in its normal form (PEP 503). */
  name: Scalars['String']['output'];
  /** The name as its maintainers spell it. */
  displayName: Scalars['String']['output'];
  /** What it says of itself in one line. Written by strangers: escape it. */
  summary?: Maybe<Scalars['String']['output']>;
  /** PyPI's status of the project. */
  status: ProjectStatus;
  /** Set when a maintainer of the farm has it left out. */
  skipped?: Maybe<Skip>;
  /** What is built of it: its own words, and the farm's where it has none. */
  policy: Policy;
  /** When it was removed from PyPI; null while it is there. */
  removedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its releases, newest version first (PEP 440 order). */
  releases: ReleaseConnection;
};


/** A project on PyPI. */
export type PackageReleasesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** That somebody has a package or release left out: nothing new is built of it. */
export type Skip = {
  /** Why, in the words of who did it. */
  reason: Scalars['String']['output'];
  /** Who did it. */
  by?: Maybe<Scalars['String']['output']>;
  /** When. */
  at: Scalars['DateTime']['output'];
};

/** Which releases are built. */
export type Policy = {
  /** Pre-releases (PEP 440). */
  prereleases: BuildOrSkip;
  /** Yanked releases (PEP 592). */
  yanked: BuildOrSkip;
  /** Whether a wheel on PyPI that fits spares the build. */
  upstreamWheels: AcceptOrIgnore;
  /** Only so many of the newest releases of a package; null: all. */
  newest?: Maybe<Scalars['Int']['output']>;
};

/** Whether releases of a kind are built. */
export type BuildOrSkip =
  /** They are built. */
  | 'BUILD'
  /** They are left alone. */
  | 'SKIP';

/** What a wheel on PyPI means. */
export type AcceptOrIgnore =
  /** It spares the build. */
  | 'ACCEPT'
  /** It is built anyway. */
  | 'IGNORE';

/** What to change. */
export type PolicyChangeInput = {
  /** A package, in any spelling; left out: all that have no word of their own. */
  package?: InputMaybe<Scalars['String']['input']>;
  /** Pre-releases. */
  prereleases?: InputMaybe<BuildOrSkip>;
  /** Yanked releases. */
  yanked?: InputMaybe<BuildOrSkip>;
  /** Whether a wheel on PyPI that fits spares the build. */
  upstreamWheels?: InputMaybe<AcceptOrIgnore>;
  /** 1 to 10000: only so many of the newest releases; 0: all. */
  newest?: InputMaybe<Scalars['Int']['input']>;
  /** Why; 1 to 500 characters, kept in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of a change of policy. */
export type PolicyChangePayload = {
  /** What is in force now; null when it was refused. */
  policy?: Maybe<Policy>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type Query = {
  /**
   * A project on PyPI by any spelling of its name (PEP 503: `Foo.Bar` is `foo-bar`); null when the farm does not know it.
   * Example: `{ package(name: "numpy") { releases(first: 5) { nodes { version status { status text } } } } }`
   */
  package?: Maybe<Package>;
  /**
   * One release; null when the farm does not know it. Another spelling of the same version (`1.0` for `1.0.0`) finds it too.
   * Example: `{ release(package: "numpy", version: "2.0.0") { builds { verdict } } }`
   */
  release?: Maybe<Release>;
  /**
   * A build by its id or its number: give one of the two. `NOT_FOUND` when there is none.
   * Example: `{ build(number: 12) { verdict attempts { nodes { state failure { line } } } } }`
   */
  build?: Maybe<Build>;
  /**
   * All environments that the farm builds for, in ladder order.
   * Example: `{ targets { abi platform backlog { open built failed } } }`
   */
  targets: Array<Target>;
  /**
   * The machines that build, the one enrolled last first.
   * Example: `{ builders { nodes { name state lastHeardAt } } }`
   */
  builders: BuilderConnection;
  /**
   * How far the farm follows PyPI; null until it has begun to.
   * Example: `{ sync { serial reachedAt lagging } }`
   */
  sync?: Maybe<Sync>;
  /**
   * What is, or was, wrong with the farm as a whole; what began last comes first.
   * Example: `{ incidents(first: 5) { nodes { kind subject text cause beganAt endedAt } } }`
   */
  incidents: IncidentConnection;
  /**
   * Builds that were started, the one whose newest attempt started last first.
   * Example: `{ newestBuilds(first: 10) { nodes { number work verdict } } }`
   */
  newestBuilds: BuildConnection;
  /**
   * Builds that failed for good, the one that failed last first.
   * Example: `{ failures(filter: { abi: "cp311", kind: MISSING_HEADER }) { nodes { release { version } line coveredSince } } }`
   */
  failures: FailedBuildConnection;
  /**
   * What people and builders did that they must answer for, the newest first. Needs the maintainer token.
   * Example: `{ auditEvents(first: 10) { nodes { at actor action subject reason } } }`
   */
  auditEvents: AuditEventConnection;
  /**
   * What is built of packages that have no word of their own.
   * Example: `{ policy { prereleases yanked upstreamWheels newest } }`
   */
  policy: Policy;
  /**
   * Anything by its id. `NOT_FOUND` when there is none.
   * Example: `{ node(id: "…") { __typename id } }`
   */
  node?: Maybe<Node>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryPackageArgs = {
  name: Scalars['String']['input'];
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryReleaseArgs = {
  package: Scalars['String']['input'];
  version: Scalars['String']['input'];
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryBuildArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  number?: InputMaybe<Scalars['BigInt']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryBuildersArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryIncidentsArgs = {
  open: Scalars['Boolean']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryNewestBuildsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryFailuresArgs = {
  filter?: InputMaybe<FailureFilter>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryAuditEventsArgs = {
  subject?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything but `auditEvents` can be read without a token. At most 12 fields deep, 15 aliases, 2,000 tokens and 100 kB a request. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};

/** One version of a package, as PyPI spells it. */
export type Release = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** The package it is a version of. */
  package: Package;
  /** As PyPI spells it. */
  version: Scalars['String']['output'];
  /** When its first file was uploaded; null when PyPI does not say. */
  uploadedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether its maintainers took it back (PEP 592). */
  yanked: Scalars['Boolean']['output'];
  /** Why they did, in their words. */
  yankedReason?: Maybe<Scalars['String']['output']>;
  /** Whether it is a pre-release (PEP 440). */
  isPrerelease: Scalars['Boolean']['output'];
  /** Which Pythons it says it supports, such as `>=3.9`; null when it says nothing. */
  requiresPython?: Maybe<Scalars['String']['output']>;
  /** Set when a maintainer of the farm has this release left out; the package may be left out as a whole too. */
  skipped?: Maybe<Skip>;
  /** Where it stands on every target, in ladder order. */
  status: Array<TargetStatus>;
  /** The builds that were ever opened for it, in ladder order: at most one for each target. */
  builds: Array<Build>;
  /** The farm's own wheels of it, newest first; those withdrawn too. */
  wheels: WheelConnection;
};


/** One version of a package, as PyPI spells it. */
export type ReleaseWheelsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A page of releases. */
export type ReleaseConnection = {
  /** Each with its cursor. */
  edges: Array<ReleaseEdge>;
  /** The releases alone. */
  nodes: Array<Release>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. Costs a count of its own when asked for. */
  totalCount: Scalars['Int']['output'];
};

/** A release in a connection. */
export type ReleaseEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The release. */
  node: Release;
};

/** Builds of one package. */
export type PackageRequeueInput = {
  /** A package, in any spelling. */
  name: Scalars['String']['input'];
  /** Only on targets with this ABI tag, such as `cp311`; at most 100 bytes. */
  abi?: InputMaybe<Scalars['String']['input']>;
  /** Only on targets with this platform tag, such as `linux_armv7l`; at most 100 bytes. */
  platform?: InputMaybe<Scalars['String']['input']>;
  /** True: builds that have their wheel are built again too; the new wheels get the next build tag. */
  rebuild: Scalars['Boolean']['input'];
  /** True: says what would be done, and does nothing. */
  dryRun: Scalars['Boolean']['input'];
  /** How many builds you mean, as a dry run's `matched` counts them: with another number nothing is done. Needed unless `dryRun`. */
  expectedCount?: InputMaybe<Scalars['Int']['input']>;
  /** With more builds than this nothing is done; 1 to 10,000. */
  maxCount: Scalars['Int']['input'];
  /** Why; 1 to 500 characters, kept in each build's events and in the audit record. */
  reason: Scalars['String']['input'];
};

/** Failed builds that a filter chooses. */
export type FailuresRequeueInput = {
  /** Which; all of them when left out. */
  filter?: InputMaybe<FailureFilter>;
  /** True: says what would be done, and does nothing. */
  dryRun: Scalars['Boolean']['input'];
  /** How many builds you mean, as a dry run's `matched` counts them: with another number nothing is done. Needed unless `dryRun`. */
  expectedCount?: InputMaybe<Scalars['Int']['input']>;
  /** With more builds than this nothing is done; 1 to 10,000. */
  maxCount: Scalars['Int']['input'];
  /** Why; 1 to 500 characters, kept in each build's events and in the audit record. */
  reason: Scalars['String']['input'];
};

/** What became of requeueing a package's builds. */
export type PackageRequeuePayload = {
  /** What was done, or would be; null when it was refused. */
  requeue?: Maybe<ManyRequeued>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What became of requeueing failed builds. */
export type FailuresRequeuePayload = {
  /** What was done, or would be; null when it was refused. */
  requeue?: Maybe<ManyRequeued>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a requeue of many builds did, or would do when it was a dry run. */
export type ManyRequeued = {
  /** Whether nothing was done. */
  dryRun: Scalars['Boolean']['output'];
  /** How many builds were chosen: the sum of all others. */
  matched: Scalars['Int']['output'];
  /** How many are tried again. */
  requeued: Scalars['Int']['output'];
  /** How many are open already, or were settled otherwise meanwhile. */
  already: Scalars['Int']['output'];
  /** How many are not tried again, by the reason; reasons that none has are left out. */
  refused: Array<RefusedCount>;
};

/** Builds that are not tried again for one reason. */
export type RefusedCount = {
  /** The reason. */
  why: ManyRefusal;
  /** How many builds. */
  builds: Scalars['Int']['output'];
};

export type { ManyRefusal };

/** Where a release stands on a target, why, and what comes next. */
export type TargetStatus = {
  /** The target. */
  target: Target;
  /** Where it stands. */
  status: RungStatus;
  /** Which case of the status it is; null where there is only one. */
  reason?: Maybe<StatusReason>;
  /** Why it stands there, in one plain sentence. */
  text: Scalars['String']['output'];
  /** What happens next. */
  nextStep: NextStep;
  /** The wheel that pip gets on this target, ours or PyPI's; null while there is none. */
  wheel?: Maybe<WheelFile>;
  /** The build of this release on this target; null if none was ever opened. */
  build?: Maybe<Build>;
  /** Why the build is not running; null when it is, or when nothing is to be done. */
  wait?: Maybe<WaitReason>;
  /** Whether a person asked for another attempt that is not finished: it goes on beside the status. */
  requeued: Scalars['Boolean']['output'];
};

/** Where a release stands on a target: the first of these that applies, from top to bottom. */
export type RungStatus =
  /** There is nothing the farm could or would build; `reason` says why. */
  | 'NOTHING_TO_BUILD'
  /** The farm built a wheel for this very target. */
  | 'BUILT'
  /** The release does not support the target's Python. */
  | 'EXCLUDED'
  /** A wheel that the farm built for another target fits here too. */
  | 'COVERED'
  /** A wheel on PyPI fits. */
  | 'COVERED_UPSTREAM'
  /** Its build failed for good. */
  | 'FAILED'
  /** Left out by a person. */
  | 'SKIPPED'
  /** It needs a wheel, and it is its turn. */
  | 'OPEN'
  /** It may need a wheel: a lower target comes first, whose wheel may serve here too. */
  | 'WAITS_FOR_LOWER';

/** Which case of a status it is. */
export type StatusReason =
  /** NOTHING_TO_BUILD: it is no longer on PyPI. */
  | 'REMOVED'
  /** NOTHING_TO_BUILD: PyPI holds it back as unsafe. */
  | 'QUARANTINED'
  /** NOTHING_TO_BUILD: it has no source distribution. */
  | 'NO_SDIST'
  /** NOTHING_TO_BUILD: its maintainers took it back. */
  | 'YANKED'
  /** NOTHING_TO_BUILD: it is a pre-release, and the farm leaves those out. */
  | 'PRERELEASE'
  /** NOTHING_TO_BUILD: it was uploaded before the farm began, and nobody asked for its package. */
  | 'BEFORE_START'
  /** NOTHING_TO_BUILD: the farm builds only the newest releases of a package. */
  | 'TOO_OLD'
  /** EXCLUDED: its requires-python rules the target's Python out. */
  | 'REQUIRES_PYTHON'
  /** EXCLUDED: an attempt showed that it cannot be built for this Python. */
  | 'LEARNT'
  /** FAILED: its own attempts are final. */
  | 'FINAL'
  /** FAILED: a lower target failed in a way that would be the same here. */
  | 'CLIMB_ENDED'
  /** SKIPPED: the whole package is left out. */
  | 'PACKAGE'
  /** SKIPPED: this release is left out. */
  | 'RELEASE'
  /** SKIPPED: the target is at its end of life. */
  | 'TARGET_FROZEN'
  /** OPEN: it waits for a builder. */
  | 'WAITING'
  /** OPEN: a builder is at it. */
  | 'BUILDING'
  /** OPEN: the farm failed it and tries again. */
  | 'RETRY'
  /** OPEN: its target has had no builder, or was paused, for 24 hours. */
  | 'PARKED'
  /** OPEN: a person must requeue it. */
  | 'HELD'
  /** OPEN: it is about to be opened. */
  | 'UNOPENED';

/** What happens next to a release on a target. */
export type NextStep =
  /** Nothing, until the release, its wheels or a person change it. */
  | 'NONE'
  /** A builder takes it. */
  | 'BUILD'
  /** The attempt that runs ends. */
  | 'FINISH'
  /** Another builder tries it again, at the build's `retryAt`. */
  | 'RETRY'
  /** A lower target is settled; then this one is opened if it still needs a wheel. */
  | 'LOWER_TARGET'
  /** A builder of this target comes back. */
  | 'BUILDER_BACK'
  /** A person requeues it. */
  | 'REQUEUE';

/** How far the farm follows PyPI. */
export type Sync = {
  /** PyPI's changelog is taken in up to this serial: every event up to it is done or durably noted. */
  serial: Scalars['BigInt']['output'];
  /** When PyPI last answered; null if it never has. */
  reachedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong the last time PyPI did not answer; null while it does. */
  lastError?: Maybe<Scalars['String']['output']>;
  /** Project pages that are still to be read. */
  pagesDue: BoundedCount;
  /** True when PyPI has not answered for ten minutes, or more than 1,000 pages are due. */
  lagging: Scalars['Boolean']['output'];
};

/** A count that stops at a bound, so that it costs the same however many there are. */
export type BoundedCount = {
  /** How many there are, or the bound if there are more. */
  count: Scalars['Int']['output'];
  /** Whether `count` is all there is. */
  exact: Scalars['Boolean']['output'];
};

/** One environment that the farm builds for: a Python ABI on a platform. */
export type Target = Node & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** ABI tag of its Python, such as `cp311` or `cp313t`. */
  abi: Scalars['String']['output'];
  /** Platform tag, such as `linux_armv7l`. */
  platform: Scalars['String']['output'];
  /** Its system, for people, such as "Debian 12 Bookworm". */
  label: Scalars['String']['output'];
  /** Full version of its Python, such as `3.11.2`. */
  pythonVersion: Scalars['String']['output'];
  /** Set at its end of life: nothing new is built, and all that is there stays served. */
  frozen?: Maybe<Stop>;
  /** Set while a person has its builds stand still. */
  paused?: Maybe<Stop>;
  /** Set while it rests after a row of the farm's own failures, until this time. */
  restsUntil?: Maybe<Scalars['DateTime']['output']>;
  /** When a builder of it was last heard. */
  builderSeenAt: Scalars['DateTime']['output'];
  /** What there is to do and what was done, kept as counters and never counted. */
  backlog: Backlog;
};

/** That a target or builder stands still. */
export type Stop = {
  /** Since when. */
  at: Scalars['DateTime']['output'];
  /** Why. */
  reason?: Maybe<Scalars['String']['output']>;
  /** When it ends by itself; null: when a person ends it. */
  until?: Maybe<Scalars['DateTime']['output']>;
};

/** Builds of a target by state. One build may be in two: a rebuild of a built one waits and is built. */
export type Backlog = {
  /** All that is still to do: the sum of `waiting`, `building`, `retrying`, `parked` and `held`. */
  open: Scalars['Int']['output'];
  /** Waits for a builder. */
  waiting: Scalars['Int']['output'];
  /** Is with a builder. */
  building: Scalars['Int']['output'];
  /** Failed by the farm, to be tried again. */
  retrying: Scalars['Int']['output'];
  /** Waits for a builder of its target to come back. */
  parked: Scalars['Int']['output'];
  /** Waits for a person to requeue it. */
  held: Scalars['Int']['output'];
  /** Brought a wheel. */
  built: Scalars['Int']['output'];
  /** Failed for good. */
  failed: Scalars['Int']['output'];
  /** What is open, by lane; the most urgent first. */
  lanes: Array<LaneCount>;
  /**
   * What is open and not being built, by the reason; reasons that nothing waits for are left out. Builds that wait for their sdist, or
   * because their package has its share of the queue, are counted under what holds the target as a whole: `Build.wait` tells them apart.
   */
  waits: Array<WaitCount>;
  /** Wheels of this day (UTC). */
  builtToday: Scalars['Int']['output'];
  /** Failed for good on this day (UTC). */
  failedToday: Scalars['Int']['output'];
  /** Since when the oldest open build is open; parked and held ones do not count. Null when nothing is open. */
  oldestSince?: Maybe<Scalars['DateTime']['output']>;
  /** Builds that were opened per hour: the mean of the last 24 hours, or of as many as the target has been there, but at least one. */
  arrivalsPerHour: Scalars['Float']['output'];
  /** Builds that builders settled per hour, whether built, failed or excluded: the mean of the same hours. */
  servicePerHour: Scalars['Float']['output'];
};

/** Open builds of a lane. */
export type LaneCount = {
  /** The lane. */
  lane: Lane;
  /** How many are open. */
  open: Scalars['Int']['output'];
};

/** Open builds that stand still for one reason. */
export type WaitCount = {
  /** The reason. */
  reason: WaitReason;
  /** How many builds. */
  builds: Scalars['Int']['output'];
};

/** A wheel that can be installed, ours or PyPI's. */
export type WheelFile = {
  /** Its public name. A name never stands for other bytes. */
  filename: Scalars['String']['output'];
  /** Where to get it: a path on this server, or an address at PyPI. */
  url: Scalars['String']['output'];
  /** Of its bytes, in lower-case hex. */
  sha256: Scalars['String']['output'];
  /** Bytes; null when PyPI does not say. */
  size?: Maybe<Scalars['BigInt']['output']>;
  /** Which Pythons it says it supports; null when it says nothing. */
  requiresPython?: Maybe<Scalars['String']['output']>;
};

/** A wheel that the farm built. */
export type Wheel = Node & WheelFile & {
  /** Opaque and typed. */
  id: Scalars['ID']['output'];
  /** Its public name. A name never stands for other bytes. */
  filename: Scalars['String']['output'];
  /** A path on this server. */
  url: Scalars['String']['output'];
  /** Of its bytes, in lower-case hex. */
  sha256: Scalars['String']['output'];
  /** Bytes. */
  size: Scalars['BigInt']['output'];
  /** Which Pythons its metadata says it supports; null when it says nothing. */
  requiresPython?: Maybe<Scalars['String']['output']>;
  /** Its tags, expanded and sorted, such as `py3-none-any`. */
  tags: Array<Scalars['String']['output']>;
  /** Number that tells a rebuild from the build before it; null for the first. */
  buildTag?: Maybe<Scalars['String']['output']>;
  /** What its metadata requires (PEP 508), as written by the package. */
  requiresDist: Array<Scalars['String']['output']>;
  /** The shared libraries that its extension modules need and that it does not bring itself, by their sonames. */
  libraries: Array<Library>;
  /** Debian packages that it needs: those of its libraries that not every system of its target has. Sorted. */
  systemPackages: Array<Scalars['String']['output']>;
  /** The command that installs `systemPackages`; null when there is nothing to install. */
  aptInstall?: Maybe<Scalars['String']['output']>;
  /** Sonames of its libraries whose package is not known: perhaps more must be installed. */
  unknownLibraries: Array<Scalars['String']['output']>;
  /** When it was published. */
  publishedAt: Scalars['DateTime']['output'];
  /** Set when it was taken out of the index again. */
  withdrawn?: Maybe<Withdrawal>;
  /** The release it is of. */
  release: Release;
  /** The attempt that made it. */
  attempt: Attempt;
  /** The target it was built on. */
  target: Target;
};

/** A shared library that a wheel needs. */
export type Library = {
  /** The name that the dynamic linker looks for, such as `libjpeg.so.62`. */
  soname: Scalars['String']['output'];
  /** The Debian package that brings it, as the builder found it on itself; null when it is not known. */
  systemPackage?: Maybe<Scalars['String']['output']>;
  /** Whether every system of the target has it anyway. */
  base: Scalars['Boolean']['output'];
};

/** That a wheel was taken out of the index. */
export type Withdrawal = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Why. */
  reason?: Maybe<Scalars['String']['output']>;
};

/** A wheel on PyPI that spares a build. */
export type UpstreamWheel = WheelFile & {
  /** Its name on PyPI. */
  filename: Scalars['String']['output'];
  /** Its address at PyPI. */
  url: Scalars['String']['output'];
  /** Of its bytes, in lower-case hex. */
  sha256: Scalars['String']['output'];
  /** Bytes; null when PyPI does not say. */
  size?: Maybe<Scalars['BigInt']['output']>;
  /** Which Pythons it says it supports; null when it says nothing. */
  requiresPython?: Maybe<Scalars['String']['output']>;
};

/** A page of wheels. */
export type WheelConnection = {
  /** Each with its cursor. */
  edges: Array<WheelEdge>;
  /** The wheels alone. */
  nodes: Array<Wheel>;
  /** Where this page stands. */
  pageInfo: PageInfo;
};

/** A wheel in a connection. */
export type WheelEdge = {
  /** Where it stands in the connection. */
  cursor: Scalars['String']['output'];
  /** The wheel. */
  node: Wheel;
};

/** Published wheels: at least one of `builder`, `package` and `sha256`. All that is given must hold. */
export type WheelsWithdrawInput = {
  /** Those that this builder made, by its id. */
  builder?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this package, in any spelling. */
  package?: InputMaybe<Scalars['String']['input']>;
  /** Those with these bytes: a hash in lower-case hex. */
  sha256?: InputMaybe<Scalars['String']['input']>;
  /** Only what was published at this time or later. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** True: says which would be withdrawn, and does nothing. */
  dryRun: Scalars['Boolean']['input'];
  /** How many wheels you mean, as a dry run lists them: with another number nothing is done. Needed unless `dryRun`. */
  expectedCount?: InputMaybe<Scalars['Int']['input']>;
  /** With more wheels than this nothing is done; 1 to 10,000. */
  maxCount: Scalars['Int']['input'];
  /** Why; 1 to 500 characters, shown with each wheel. */
  reason: Scalars['String']['input'];
};

/** What became of withdrawing wheels. */
export type WheelsWithdrawPayload = {
  /** Public names of the wheels that are, or would be, off the index; null when it was refused. */
  wheels?: Maybe<Array<Scalars['String']['output']>>;
  /** Why it was refused; empty when it was done. */
  userErrors: Array<UserError>;
};

export type { ProjectStatus };

export type { Lane };

export type { Verdict };

export type { WorkState };

export type { WaitReason };

export type { MissingKind };

export type { AttemptState };

export type { FailureKind };



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AttemptRow )
    | ( BuildRow )
    | ( BuilderRow )
    | ( PackageRow )
    | ( ReleaseRow )
    | ( TargetRow )
    | ( WheelRow )
  ;
  WheelFile:
    | ( WheelRow )
    | ( UpstreamWheelRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Attempt: ResolverTypeWrapper<AttemptRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Sdist: ResolverTypeWrapper<Sdist>;
  Report: ResolverTypeWrapper<Report>;
  Log: ResolverTypeWrapper<Log>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  LogGap: ResolverTypeWrapper<LogGap>;
  AttemptConnection: ResolverTypeWrapper<Omit<AttemptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AttemptEdge']>, nodes: Array<ResolversTypes['Attempt']> }>;
  AttemptEdge: ResolverTypeWrapper<Omit<AttemptEdge, 'node'> & { node: ResolversTypes['Attempt'] }>;
  AuditEvent: ResolverTypeWrapper<AuditRow>;
  AuditEventConnection: ResolverTypeWrapper<Omit<AuditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AuditEventEdge']>, nodes: Array<ResolversTypes['AuditEvent']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  Build: ResolverTypeWrapper<BuildRow>;
  Failure: ResolverTypeWrapper<Failure>;
  Missing: ResolverTypeWrapper<Missing>;
  BuildConnection: ResolverTypeWrapper<Omit<BuildConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BuildEdge']>, nodes: Array<ResolversTypes['Build']> }>;
  BuildEdge: ResolverTypeWrapper<Omit<BuildEdge, 'node'> & { node: ResolversTypes['Build'] }>;
  BuildEvent: ResolverTypeWrapper<BuildEventRow>;
  BuildEventConnection: ResolverTypeWrapper<Omit<BuildEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BuildEventEdge']>, nodes: Array<ResolversTypes['BuildEvent']> }>;
  BuildEventEdge: ResolverTypeWrapper<Omit<BuildEventEdge, 'node'> & { node: ResolversTypes['BuildEvent'] }>;
  Builder: ResolverTypeWrapper<BuilderRow>;
  BuilderState: BuilderState;
  Quarantine: ResolverTypeWrapper<Quarantine>;
  QuarantineEvidence: ResolverTypeWrapper<QuarantineEvidence>;
  BuilderFacts: ResolverTypeWrapper<BuilderFacts>;
  BuilderReadings: ResolverTypeWrapper<BuilderReadings>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  SelfTest: ResolverTypeWrapper<SelfTest>;
  BuilderConnection: ResolverTypeWrapper<Omit<BuilderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BuilderEdge']>, nodes: Array<ResolversTypes['Builder']> }>;
  BuilderEdge: ResolverTypeWrapper<Omit<BuilderEdge, 'node'> & { node: ResolversTypes['Builder'] }>;
  TargetPauseInput: TargetPauseInput;
  TargetPausePayload: ResolverTypeWrapper<Omit<TargetPausePayload, 'target'> & { target?: Maybe<ResolversTypes['Target']> }>;
  TargetResumeInput: TargetResumeInput;
  TargetResumePayload: ResolverTypeWrapper<Omit<TargetResumePayload, 'target'> & { target?: Maybe<ResolversTypes['Target']> }>;
  TargetFreezeInput: TargetFreezeInput;
  TargetFreezePayload: ResolverTypeWrapper<Omit<TargetFreezePayload, 'target'> & { target?: Maybe<ResolversTypes['Target']> }>;
  BuilderPauseInput: BuilderPauseInput;
  BuilderPausePayload: ResolverTypeWrapper<Omit<BuilderPausePayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  BuilderResumeInput: BuilderResumeInput;
  BuilderResumePayload: ResolverTypeWrapper<Omit<BuilderResumePayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  BuilderDrainInput: BuilderDrainInput;
  BuilderDrainPayload: ResolverTypeWrapper<Omit<BuilderDrainPayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  BuilderRetireInput: BuilderRetireInput;
  BuilderRetirePayload: ResolverTypeWrapper<Omit<BuilderRetirePayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  BuilderAssignInput: BuilderAssignInput;
  BuilderAssignPayload: ResolverTypeWrapper<Omit<BuilderAssignPayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  AttemptCancelInput: AttemptCancelInput;
  AttemptCancelPayload: ResolverTypeWrapper<Omit<AttemptCancelPayload, 'build'> & { build?: Maybe<ResolversTypes['Build']> }>;
  BuilderRevokeInput: BuilderRevokeInput;
  BuilderRevokePayload: ResolverTypeWrapper<Omit<BuilderRevokePayload, 'builder'> & { builder?: Maybe<ResolversTypes['Builder']> }>;
  FailedBuild: ResolverTypeWrapper<BuildRow>;
  FailedBuildConnection: ResolverTypeWrapper<Omit<FailedBuildConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['FailedBuildEdge']>, nodes: Array<ResolversTypes['FailedBuild']> }>;
  FailedBuildEdge: ResolverTypeWrapper<Omit<FailedBuildEdge, 'node'> & { node: ResolversTypes['FailedBuild'] }>;
  FailureFilter: FailureFilter;
  Incident: ResolverTypeWrapper<Incident>;
  IncidentKind: IncidentKind;
  IncidentConnection: ResolverTypeWrapper<IncidentConnection>;
  IncidentEdge: ResolverTypeWrapper<IncidentEdge>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  BuildRequeueInput: BuildRequeueInput;
  BuildRequeuePayload: ResolverTypeWrapper<Omit<BuildRequeuePayload, 'build'> & { build?: Maybe<ResolversTypes['Build']> }>;
  RequeueOutcome: RequeueOutcome;
  PackageSkipInput: PackageSkipInput;
  PackageSkipPayload: ResolverTypeWrapper<Omit<PackageSkipPayload, 'package'> & { package?: Maybe<ResolversTypes['Package']> }>;
  PackageUnskipInput: PackageUnskipInput;
  PackageUnskipPayload: ResolverTypeWrapper<Omit<PackageUnskipPayload, 'package'> & { package?: Maybe<ResolversTypes['Package']> }>;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Package: ResolverTypeWrapper<PackageRow>;
  Skip: ResolverTypeWrapper<Skip>;
  Policy: ResolverTypeWrapper<Policy>;
  BuildOrSkip: BuildOrSkip;
  AcceptOrIgnore: AcceptOrIgnore;
  PolicyChangeInput: PolicyChangeInput;
  PolicyChangePayload: ResolverTypeWrapper<PolicyChangePayload>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Release: ResolverTypeWrapper<ReleaseRow>;
  ReleaseConnection: ResolverTypeWrapper<ReleasePage>;
  ReleaseEdge: ResolverTypeWrapper<Omit<ReleaseEdge, 'node'> & { node: ResolversTypes['Release'] }>;
  PackageRequeueInput: PackageRequeueInput;
  FailuresRequeueInput: FailuresRequeueInput;
  PackageRequeuePayload: ResolverTypeWrapper<PackageRequeuePayload>;
  FailuresRequeuePayload: ResolverTypeWrapper<FailuresRequeuePayload>;
  ManyRequeued: ResolverTypeWrapper<ManyRequeued>;
  RefusedCount: ResolverTypeWrapper<RefusedCount>;
  ManyRefusal: ManyRefusal;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  TargetStatus: ResolverTypeWrapper<TargetStanding>;
  RungStatus: RungStatus;
  StatusReason: StatusReason;
  NextStep: NextStep;
  Sync: ResolverTypeWrapper<SyncRow>;
  BoundedCount: ResolverTypeWrapper<BoundedCount>;
  Target: ResolverTypeWrapper<TargetRow>;
  Stop: ResolverTypeWrapper<Stop>;
  Backlog: ResolverTypeWrapper<TargetRow>;
  LaneCount: ResolverTypeWrapper<LaneCount>;
  WaitCount: ResolverTypeWrapper<WaitCount>;
  WheelFile: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['WheelFile']>;
  Wheel: ResolverTypeWrapper<WheelRow>;
  Library: ResolverTypeWrapper<Library>;
  Withdrawal: ResolverTypeWrapper<Withdrawal>;
  UpstreamWheel: ResolverTypeWrapper<UpstreamWheelRow>;
  WheelConnection: ResolverTypeWrapper<Omit<WheelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['WheelEdge']>, nodes: Array<ResolversTypes['Wheel']> }>;
  WheelEdge: ResolverTypeWrapper<Omit<WheelEdge, 'node'> & { node: ResolversTypes['Wheel'] }>;
  WheelsWithdrawInput: WheelsWithdrawInput;
  WheelsWithdrawPayload: ResolverTypeWrapper<WheelsWithdrawPayload>;
  ProjectStatus: ProjectStatus;
  Lane: Lane;
  Verdict: Verdict;
  WorkState: WorkState;
  WaitReason: WaitReason;
  MissingKind: MissingKind;
  AttemptState: AttemptState;
  FailureKind: FailureKind;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Attempt: AttemptRow;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Sdist: Sdist;
  Report: Report;
  Log: Log;
  Boolean: Scalars['Boolean']['output'];
  LogGap: LogGap;
  AttemptConnection: Omit<AttemptConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AttemptEdge']>, nodes: Array<ResolversParentTypes['Attempt']> };
  AttemptEdge: Omit<AttemptEdge, 'node'> & { node: ResolversParentTypes['Attempt'] };
  AuditEvent: AuditRow;
  AuditEventConnection: Omit<AuditEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AuditEventEdge']>, nodes: Array<ResolversParentTypes['AuditEvent']> };
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  Build: BuildRow;
  Failure: Failure;
  Missing: Missing;
  BuildConnection: Omit<BuildConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BuildEdge']>, nodes: Array<ResolversParentTypes['Build']> };
  BuildEdge: Omit<BuildEdge, 'node'> & { node: ResolversParentTypes['Build'] };
  BuildEvent: BuildEventRow;
  BuildEventConnection: Omit<BuildEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BuildEventEdge']>, nodes: Array<ResolversParentTypes['BuildEvent']> };
  BuildEventEdge: Omit<BuildEventEdge, 'node'> & { node: ResolversParentTypes['BuildEvent'] };
  Builder: BuilderRow;
  Quarantine: Quarantine;
  QuarantineEvidence: QuarantineEvidence;
  BuilderFacts: BuilderFacts;
  BuilderReadings: BuilderReadings;
  Float: Scalars['Float']['output'];
  SelfTest: SelfTest;
  BuilderConnection: Omit<BuilderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BuilderEdge']>, nodes: Array<ResolversParentTypes['Builder']> };
  BuilderEdge: Omit<BuilderEdge, 'node'> & { node: ResolversParentTypes['Builder'] };
  TargetPauseInput: TargetPauseInput;
  TargetPausePayload: Omit<TargetPausePayload, 'target'> & { target?: Maybe<ResolversParentTypes['Target']> };
  TargetResumeInput: TargetResumeInput;
  TargetResumePayload: Omit<TargetResumePayload, 'target'> & { target?: Maybe<ResolversParentTypes['Target']> };
  TargetFreezeInput: TargetFreezeInput;
  TargetFreezePayload: Omit<TargetFreezePayload, 'target'> & { target?: Maybe<ResolversParentTypes['Target']> };
  BuilderPauseInput: BuilderPauseInput;
  BuilderPausePayload: Omit<BuilderPausePayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  BuilderResumeInput: BuilderResumeInput;
  BuilderResumePayload: Omit<BuilderResumePayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  BuilderDrainInput: BuilderDrainInput;
  BuilderDrainPayload: Omit<BuilderDrainPayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  BuilderRetireInput: BuilderRetireInput;
  BuilderRetirePayload: Omit<BuilderRetirePayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  BuilderAssignInput: BuilderAssignInput;
  BuilderAssignPayload: Omit<BuilderAssignPayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  AttemptCancelInput: AttemptCancelInput;
  AttemptCancelPayload: Omit<AttemptCancelPayload, 'build'> & { build?: Maybe<ResolversParentTypes['Build']> };
  BuilderRevokeInput: BuilderRevokeInput;
  BuilderRevokePayload: Omit<BuilderRevokePayload, 'builder'> & { builder?: Maybe<ResolversParentTypes['Builder']> };
  FailedBuild: BuildRow;
  FailedBuildConnection: Omit<FailedBuildConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['FailedBuildEdge']>, nodes: Array<ResolversParentTypes['FailedBuild']> };
  FailedBuildEdge: Omit<FailedBuildEdge, 'node'> & { node: ResolversParentTypes['FailedBuild'] };
  FailureFilter: FailureFilter;
  Incident: Incident;
  IncidentConnection: IncidentConnection;
  IncidentEdge: IncidentEdge;
  Mutation: Record<PropertyKey, never>;
  BuildRequeueInput: BuildRequeueInput;
  BuildRequeuePayload: Omit<BuildRequeuePayload, 'build'> & { build?: Maybe<ResolversParentTypes['Build']> };
  PackageSkipInput: PackageSkipInput;
  PackageSkipPayload: Omit<PackageSkipPayload, 'package'> & { package?: Maybe<ResolversParentTypes['Package']> };
  PackageUnskipInput: PackageUnskipInput;
  PackageUnskipPayload: Omit<PackageUnskipPayload, 'package'> & { package?: Maybe<ResolversParentTypes['Package']> };
  UserError: UserError;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Package: PackageRow;
  Skip: Skip;
  Policy: Policy;
  PolicyChangeInput: PolicyChangeInput;
  PolicyChangePayload: PolicyChangePayload;
  Query: Record<PropertyKey, never>;
  Release: ReleaseRow;
  ReleaseConnection: ReleasePage;
  ReleaseEdge: Omit<ReleaseEdge, 'node'> & { node: ResolversParentTypes['Release'] };
  PackageRequeueInput: PackageRequeueInput;
  FailuresRequeueInput: FailuresRequeueInput;
  PackageRequeuePayload: PackageRequeuePayload;
  FailuresRequeuePayload: FailuresRequeuePayload;
  ManyRequeued: ManyRequeued;
  RefusedCount: RefusedCount;
  DateTime: Scalars['DateTime']['output'];
  BigInt: Scalars['BigInt']['output'];
  TargetStatus: TargetStanding;
  Sync: SyncRow;
  BoundedCount: BoundedCount;
  Target: TargetRow;
  Stop: Stop;
  Backlog: TargetRow;
  LaneCount: LaneCount;
  WaitCount: WaitCount;
  WheelFile: ResolversInterfaceTypes<ResolversParentTypes>['WheelFile'];
  Wheel: WheelRow;
  Library: Library;
  Withdrawal: Withdrawal;
  UpstreamWheel: UpstreamWheelRow;
  WheelConnection: Omit<WheelConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['WheelEdge']>, nodes: Array<ResolversParentTypes['Wheel']> };
  WheelEdge: Omit<WheelEdge, 'node'> & { node: ResolversParentTypes['Wheel'] };
  WheelsWithdrawInput: WheelsWithdrawInput;
  WheelsWithdrawPayload: WheelsWithdrawPayload;
};

export type AttemptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attempt'] = ResolversParentTypes['Attempt']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  build?: Resolver<ResolversTypes['Build'], ParentType, ContextType>;
  try?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  builder?: Resolver<ResolversTypes['Builder'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AttemptState'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['Failure']>, ParentType, ContextType>;
  sdist?: Resolver<ResolversTypes['Sdist'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastBeatAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  peakMemoryBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  report?: Resolver<Maybe<ResolversTypes['Report']>, ParentType, ContextType>;
  log?: Resolver<Maybe<ResolversTypes['Log']>, ParentType, ContextType, Partial<AttemptLogArgs>>;
  logUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  wheels?: Resolver<Array<ResolversTypes['Wheel']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SdistResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Sdist'] = ResolversParentTypes['Sdist']> = {
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Report'] = ResolversParentTypes['Report']> = {
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  exitCode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  python?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pip?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  builder?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LogResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Log'] = ResolversParentTypes['Log']> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  endOffset?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  totalBytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['LogGap']>, ParentType, ContextType>;
  ended?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type LogGapResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogGap'] = ResolversParentTypes['LogGap']> = {
  offset?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type AttemptConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttemptConnection'] = ResolversParentTypes['AttemptConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AttemptEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Attempt']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AttemptEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttemptEdge'] = ResolversParentTypes['AttemptEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Attempt'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type BuildResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Build'] = ResolversParentTypes['Build']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  release?: Resolver<ResolversTypes['Release'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['Target'], ParentType, ContextType>;
  verdict?: Resolver<Maybe<ResolversTypes['Verdict']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['Failure']>, ParentType, ContextType>;
  work?: Resolver<Maybe<ResolversTypes['WorkState']>, ParentType, ContextType>;
  wait?: Resolver<Maybe<ResolversTypes['WaitReason']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  climbing?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  requeued?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lane?: Resolver<ResolversTypes['Lane'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  retryAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  openSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['AttemptConnection'], ParentType, ContextType, RequireFields<BuildAttemptsArgs, 'first'>>;
  events?: Resolver<ResolversTypes['BuildEventConnection'], ParentType, ContextType, RequireFields<BuildEventsArgs, 'first'>>;
  wheels?: Resolver<ResolversTypes['WheelConnection'], ParentType, ContextType, RequireFields<BuildWheelsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Failure'] = ResolversParentTypes['Failure']> = {
  kind?: Resolver<ResolversTypes['FailureKind'], ParentType, ContextType>;
  line?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  missing?: Resolver<Maybe<ResolversTypes['Missing']>, ParentType, ContextType>;
};

export type MissingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Missing'] = ResolversParentTypes['Missing']> = {
  what?: Resolver<ResolversTypes['MissingKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BuildConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildConnection'] = ResolversParentTypes['BuildConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BuildEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Build']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BuildEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildEdge'] = ResolversParentTypes['BuildEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Build'], ParentType, ContextType>;
};

export type BuildEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildEvent'] = ResolversParentTypes['BuildEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  attempt?: Resolver<Maybe<ResolversTypes['Attempt']>, ParentType, ContextType>;
};

export type BuildEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildEventConnection'] = ResolversParentTypes['BuildEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BuildEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['BuildEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BuildEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildEventEdge'] = ResolversParentTypes['BuildEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BuildEvent'], ParentType, ContextType>;
};

export type BuilderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Builder'] = ResolversParentTypes['Builder']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BuilderState'], ParentType, ContextType>;
  targets?: Resolver<Array<ResolversTypes['Target']>, ParentType, ContextType>;
  currentAttempts?: Resolver<Array<ResolversTypes['Attempt']>, ParentType, ContextType>;
  facts?: Resolver<ResolversTypes['BuilderFacts'], ParentType, ContextType>;
  readings?: Resolver<Maybe<ResolversTypes['BuilderReadings']>, ParentType, ContextType>;
  selfTest?: Resolver<Maybe<ResolversTypes['SelfTest']>, ParentType, ContextType>;
  paused?: Resolver<Maybe<ResolversTypes['Stop']>, ParentType, ContextType>;
  draining?: Resolver<Maybe<ResolversTypes['Stop']>, ParentType, ContextType>;
  quarantine?: Resolver<Maybe<ResolversTypes['Quarantine']>, ParentType, ContextType>;
  enrolledAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastHeardAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuarantineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quarantine'] = ResolversParentTypes['Quarantine']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  evidence?: Resolver<Array<ResolversTypes['QuarantineEvidence']>, ParentType, ContextType>;
};

export type QuarantineEvidenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuarantineEvidence'] = ResolversParentTypes['QuarantineEvidence']> = {
  package?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  build?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['FailureKind']>, ParentType, ContextType>;
};

export type BuilderFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderFacts'] = ResolversParentTypes['BuilderFacts']> = {
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  builderVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BuilderReadingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderReadings'] = ResolversParentTypes['BuilderReadings']> = {
  load1?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memoryFreeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  swapFreeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  diskFreeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  temperatureC?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  clockSkewMs?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
};

export type SelfTestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SelfTest'] = ResolversParentTypes['SelfTest']> = {
  passed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  unsafe?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sandbox?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  memory?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BuilderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderConnection'] = ResolversParentTypes['BuilderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BuilderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Builder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BuilderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderEdge'] = ResolversParentTypes['BuilderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Builder'], ParentType, ContextType>;
};

export type TargetPausePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TargetPausePayload'] = ResolversParentTypes['TargetPausePayload']> = {
  target?: Resolver<Maybe<ResolversTypes['Target']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TargetResumePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TargetResumePayload'] = ResolversParentTypes['TargetResumePayload']> = {
  target?: Resolver<Maybe<ResolversTypes['Target']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TargetFreezePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TargetFreezePayload'] = ResolversParentTypes['TargetFreezePayload']> = {
  target?: Resolver<Maybe<ResolversTypes['Target']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderPausePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderPausePayload'] = ResolversParentTypes['BuilderPausePayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderResumePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderResumePayload'] = ResolversParentTypes['BuilderResumePayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderDrainPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderDrainPayload'] = ResolversParentTypes['BuilderDrainPayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderRetirePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderRetirePayload'] = ResolversParentTypes['BuilderRetirePayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderAssignPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderAssignPayload'] = ResolversParentTypes['BuilderAssignPayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AttemptCancelPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttemptCancelPayload'] = ResolversParentTypes['AttemptCancelPayload']> = {
  build?: Resolver<Maybe<ResolversTypes['Build']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BuilderRevokePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuilderRevokePayload'] = ResolversParentTypes['BuilderRevokePayload']> = {
  builder?: Resolver<Maybe<ResolversTypes['Builder']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FailedBuildResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailedBuild'] = ResolversParentTypes['FailedBuild']> = {
  build?: Resolver<ResolversTypes['Build'], ParentType, ContextType>;
  release?: Resolver<ResolversTypes['Release'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['Target'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FailureKind'], ParentType, ContextType>;
  line?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  missing?: Resolver<Maybe<ResolversTypes['Missing']>, ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  coveredSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type FailedBuildConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailedBuildConnection'] = ResolversParentTypes['FailedBuildConnection']> = {
  edges?: Resolver<Array<ResolversTypes['FailedBuildEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['FailedBuild']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FailedBuildEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailedBuildEdge'] = ResolversParentTypes['FailedBuildEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['FailedBuild'], ParentType, ContextType>;
};

export type IncidentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Incident'] = ResolversParentTypes['Incident']> = {
  kind?: Resolver<ResolversTypes['IncidentKind'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  beganAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  seenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type IncidentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentConnection'] = ResolversParentTypes['IncidentConnection']> = {
  edges?: Resolver<Array<ResolversTypes['IncidentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Incident']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IncidentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEdge'] = ResolversParentTypes['IncidentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Incident'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  buildRequeue?: Resolver<ResolversTypes['BuildRequeuePayload'], ParentType, ContextType, RequireFields<MutationBuildRequeueArgs, 'input'>>;
  packageSkip?: Resolver<ResolversTypes['PackageSkipPayload'], ParentType, ContextType, RequireFields<MutationPackageSkipArgs, 'input'>>;
  packageUnskip?: Resolver<ResolversTypes['PackageUnskipPayload'], ParentType, ContextType, RequireFields<MutationPackageUnskipArgs, 'input'>>;
  policyChange?: Resolver<ResolversTypes['PolicyChangePayload'], ParentType, ContextType, RequireFields<MutationPolicyChangeArgs, 'input'>>;
  packageRequeue?: Resolver<ResolversTypes['PackageRequeuePayload'], ParentType, ContextType, RequireFields<MutationPackageRequeueArgs, 'input'>>;
  failuresRequeue?: Resolver<ResolversTypes['FailuresRequeuePayload'], ParentType, ContextType, RequireFields<MutationFailuresRequeueArgs, 'input'>>;
  wheelsWithdraw?: Resolver<ResolversTypes['WheelsWithdrawPayload'], ParentType, ContextType, RequireFields<MutationWheelsWithdrawArgs, 'input'>>;
  targetPause?: Resolver<ResolversTypes['TargetPausePayload'], ParentType, ContextType, RequireFields<MutationTargetPauseArgs, 'input'>>;
  targetResume?: Resolver<ResolversTypes['TargetResumePayload'], ParentType, ContextType, RequireFields<MutationTargetResumeArgs, 'input'>>;
  targetFreeze?: Resolver<ResolversTypes['TargetFreezePayload'], ParentType, ContextType, RequireFields<MutationTargetFreezeArgs, 'input'>>;
  builderPause?: Resolver<ResolversTypes['BuilderPausePayload'], ParentType, ContextType, RequireFields<MutationBuilderPauseArgs, 'input'>>;
  builderResume?: Resolver<ResolversTypes['BuilderResumePayload'], ParentType, ContextType, RequireFields<MutationBuilderResumeArgs, 'input'>>;
  builderDrain?: Resolver<ResolversTypes['BuilderDrainPayload'], ParentType, ContextType, RequireFields<MutationBuilderDrainArgs, 'input'>>;
  builderRetire?: Resolver<ResolversTypes['BuilderRetirePayload'], ParentType, ContextType, RequireFields<MutationBuilderRetireArgs, 'input'>>;
  builderAssign?: Resolver<ResolversTypes['BuilderAssignPayload'], ParentType, ContextType, RequireFields<MutationBuilderAssignArgs, 'input'>>;
  attemptCancel?: Resolver<ResolversTypes['AttemptCancelPayload'], ParentType, ContextType, RequireFields<MutationAttemptCancelArgs, 'input'>>;
  builderRevoke?: Resolver<ResolversTypes['BuilderRevokePayload'], ParentType, ContextType, RequireFields<MutationBuilderRevokeArgs, 'input'>>;
};

export type BuildRequeuePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BuildRequeuePayload'] = ResolversParentTypes['BuildRequeuePayload']> = {
  build?: Resolver<Maybe<ResolversTypes['Build']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['RequeueOutcome']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PackageSkipPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PackageSkipPayload'] = ResolversParentTypes['PackageSkipPayload']> = {
  package?: Resolver<Maybe<ResolversTypes['Package']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PackageUnskipPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PackageUnskipPayload'] = ResolversParentTypes['PackageUnskipPayload']> = {
  package?: Resolver<Maybe<ResolversTypes['Package']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Attempt' | 'Build' | 'Builder' | 'Package' | 'Release' | 'Target' | 'Wheel', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PackageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Package'] = ResolversParentTypes['Package']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  summary?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ProjectStatus'], ParentType, ContextType>;
  skipped?: Resolver<Maybe<ResolversTypes['Skip']>, ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['Policy'], ParentType, ContextType>;
  removedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  releases?: Resolver<ResolversTypes['ReleaseConnection'], ParentType, ContextType, RequireFields<PackageReleasesArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SkipResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Skip'] = ResolversParentTypes['Skip']> = {
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Policy'] = ResolversParentTypes['Policy']> = {
  prereleases?: Resolver<ResolversTypes['BuildOrSkip'], ParentType, ContextType>;
  yanked?: Resolver<ResolversTypes['BuildOrSkip'], ParentType, ContextType>;
  upstreamWheels?: Resolver<ResolversTypes['AcceptOrIgnore'], ParentType, ContextType>;
  newest?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PolicyChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PolicyChangePayload'] = ResolversParentTypes['PolicyChangePayload']> = {
  policy?: Resolver<Maybe<ResolversTypes['Policy']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  package?: Resolver<Maybe<ResolversTypes['Package']>, ParentType, ContextType, RequireFields<QueryPackageArgs, 'name'>>;
  release?: Resolver<Maybe<ResolversTypes['Release']>, ParentType, ContextType, RequireFields<QueryReleaseArgs, 'package' | 'version'>>;
  build?: Resolver<Maybe<ResolversTypes['Build']>, ParentType, ContextType, Partial<QueryBuildArgs>>;
  targets?: Resolver<Array<ResolversTypes['Target']>, ParentType, ContextType>;
  builders?: Resolver<ResolversTypes['BuilderConnection'], ParentType, ContextType, RequireFields<QueryBuildersArgs, 'first'>>;
  sync?: Resolver<Maybe<ResolversTypes['Sync']>, ParentType, ContextType>;
  incidents?: Resolver<ResolversTypes['IncidentConnection'], ParentType, ContextType, RequireFields<QueryIncidentsArgs, 'open' | 'first'>>;
  newestBuilds?: Resolver<ResolversTypes['BuildConnection'], ParentType, ContextType, RequireFields<QueryNewestBuildsArgs, 'first'>>;
  failures?: Resolver<ResolversTypes['FailedBuildConnection'], ParentType, ContextType, RequireFields<QueryFailuresArgs, 'first'>>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
  policy?: Resolver<ResolversTypes['Policy'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
};

export type ReleaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Release'] = ResolversParentTypes['Release']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  package?: Resolver<ResolversTypes['Package'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uploadedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  yanked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  yankedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isPrerelease?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  requiresPython?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  skipped?: Resolver<Maybe<ResolversTypes['Skip']>, ParentType, ContextType>;
  status?: Resolver<Array<ResolversTypes['TargetStatus']>, ParentType, ContextType>;
  builds?: Resolver<Array<ResolversTypes['Build']>, ParentType, ContextType>;
  wheels?: Resolver<ResolversTypes['WheelConnection'], ParentType, ContextType, RequireFields<ReleaseWheelsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReleaseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReleaseConnection'] = ResolversParentTypes['ReleaseConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ReleaseEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Release']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReleaseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReleaseEdge'] = ResolversParentTypes['ReleaseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Release'], ParentType, ContextType>;
};

export type PackageRequeuePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PackageRequeuePayload'] = ResolversParentTypes['PackageRequeuePayload']> = {
  requeue?: Resolver<Maybe<ResolversTypes['ManyRequeued']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FailuresRequeuePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailuresRequeuePayload'] = ResolversParentTypes['FailuresRequeuePayload']> = {
  requeue?: Resolver<Maybe<ResolversTypes['ManyRequeued']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ManyRequeuedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManyRequeued'] = ResolversParentTypes['ManyRequeued']> = {
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  matched?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requeued?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  already?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refused?: Resolver<Array<ResolversTypes['RefusedCount']>, ParentType, ContextType>;
};

export type RefusedCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefusedCount'] = ResolversParentTypes['RefusedCount']> = {
  why?: Resolver<ResolversTypes['ManyRefusal'], ParentType, ContextType>;
  builds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ManyRefusalResolvers = EnumResolverSignature<{ COVERED?: any, REQUEUE_EXCLUDED?: any, REQUEUE_SKIPPED?: any, REQUEUE_NOTHING_TO_BUILD?: any }, ResolversTypes['ManyRefusal']>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type TargetStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TargetStatus'] = ResolversParentTypes['TargetStatus']> = {
  target?: Resolver<ResolversTypes['Target'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RungStatus'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['StatusReason']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nextStep?: Resolver<ResolversTypes['NextStep'], ParentType, ContextType>;
  wheel?: Resolver<Maybe<ResolversTypes['WheelFile']>, ParentType, ContextType>;
  build?: Resolver<Maybe<ResolversTypes['Build']>, ParentType, ContextType>;
  wait?: Resolver<Maybe<ResolversTypes['WaitReason']>, ParentType, ContextType>;
  requeued?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SyncResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Sync'] = ResolversParentTypes['Sync']> = {
  serial?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  reachedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pagesDue?: Resolver<ResolversTypes['BoundedCount'], ParentType, ContextType>;
  lagging?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type BoundedCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BoundedCount'] = ResolversParentTypes['BoundedCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  exact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TargetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Target'] = ResolversParentTypes['Target']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  abi?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  platform?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pythonVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  frozen?: Resolver<Maybe<ResolversTypes['Stop']>, ParentType, ContextType>;
  paused?: Resolver<Maybe<ResolversTypes['Stop']>, ParentType, ContextType>;
  restsUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  builderSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  backlog?: Resolver<ResolversTypes['Backlog'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StopResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Stop'] = ResolversParentTypes['Stop']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type BacklogResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Backlog'] = ResolversParentTypes['Backlog']> = {
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  building?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  retrying?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  parked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  built?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lanes?: Resolver<Array<ResolversTypes['LaneCount']>, ParentType, ContextType>;
  waits?: Resolver<Array<ResolversTypes['WaitCount']>, ParentType, ContextType>;
  builtToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failedToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oldestSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  arrivalsPerHour?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  servicePerHour?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type LaneCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LaneCount'] = ResolversParentTypes['LaneCount']> = {
  lane?: Resolver<ResolversTypes['Lane'], ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WaitCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WaitCount'] = ResolversParentTypes['WaitCount']> = {
  reason?: Resolver<ResolversTypes['WaitReason'], ParentType, ContextType>;
  builds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WheelFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WheelFile'] = ResolversParentTypes['WheelFile']> = {
  __resolveType: TypeResolveFn<'Wheel' | 'UpstreamWheel', ParentType, ContextType>;
};

export type WheelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Wheel'] = ResolversParentTypes['Wheel']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  requiresPython?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  buildTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requiresDist?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  libraries?: Resolver<Array<ResolversTypes['Library']>, ParentType, ContextType>;
  systemPackages?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  aptInstall?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unknownLibraries?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  publishedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  withdrawn?: Resolver<Maybe<ResolversTypes['Withdrawal']>, ParentType, ContextType>;
  release?: Resolver<ResolversTypes['Release'], ParentType, ContextType>;
  attempt?: Resolver<ResolversTypes['Attempt'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['Target'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LibraryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Library'] = ResolversParentTypes['Library']> = {
  soname?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  systemPackage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type WithdrawalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Withdrawal'] = ResolversParentTypes['Withdrawal']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpstreamWheelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpstreamWheel'] = ResolversParentTypes['UpstreamWheel']> = {
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  requiresPython?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WheelConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WheelConnection'] = ResolversParentTypes['WheelConnection']> = {
  edges?: Resolver<Array<ResolversTypes['WheelEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Wheel']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WheelEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WheelEdge'] = ResolversParentTypes['WheelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Wheel'], ParentType, ContextType>;
};

export type WheelsWithdrawPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WheelsWithdrawPayload'] = ResolversParentTypes['WheelsWithdrawPayload']> = {
  wheels?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ProjectStatusResolvers = EnumResolverSignature<{ ACTIVE?: any, ARCHIVED?: any, DEPRECATED?: any, QUARANTINED?: any }, ResolversTypes['ProjectStatus']>;

export type LaneResolvers = EnumResolverSignature<{ URGENT?: any, FRESH?: any, BACKLOG?: any }, ResolversTypes['Lane']>;

export type VerdictResolvers = EnumResolverSignature<{ BUILT?: any, FAILED?: any, EXCLUDED?: any, CLOSED?: any }, ResolversTypes['Verdict']>;

export type WorkStateResolvers = EnumResolverSignature<{ WAITING?: any, BUILDING?: any, RETRY?: any, PARKED?: any, HELD?: any }, ResolversTypes['WorkState']>;

export type WaitReasonResolvers = EnumResolverSignature<{ QUEUED?: any, NO_BUILDER?: any, BUILDERS_BUSY?: any, BUILDERS_PAUSED?: any, RETRY_AT?: any, WAITS_FOR_SDIST?: any, TARGET_PAUSED?: any, PACKAGE_SHARE_USED?: any, PARKED?: any, HELD?: any }, ResolversTypes['WaitReason']>;

export type MissingKindResolvers = EnumResolverSignature<{ HEADER?: any, LIBRARY?: any, TOOL?: any, REQUIREMENT?: any }, ResolversTypes['MissingKind']>;

export type AttemptStateResolvers = EnumResolverSignature<{ STARTED?: any, BUILT?: any, FAILED?: any, LOST?: any, CANCELLED?: any }, ResolversTypes['AttemptState']>;

export type FailureKindResolvers = EnumResolverSignature<{ BUILDER_LOST?: any, OUT_OF_MEMORY?: any, DISK_FULL?: any, NETWORK?: any, INDEX_RACE?: any, SDIST_UNAVAILABLE?: any, SDIST_MISMATCH?: any, SANDBOX?: any, TIMEOUT?: any, SILENCE?: any, MEMORY_LIMIT?: any, PROCESS_LIMIT?: any, DISK_LIMIT?: any, OUTPUT_TOO_LARGE?: any, LOG_TOO_LONG?: any, METADATA?: any, BUILD_REQUIREMENT?: any, MISSING_HEADER?: any, MISSING_LIBRARY?: any, MISSING_TOOL?: any, COMPILER?: any, RUST?: any, CMAKE?: any, PYTHON_VERSION?: any, NO_WHEEL?: any, WHEEL_INVALID?: any, UNKNOWN?: any }, ResolversTypes['FailureKind']>;

export type Resolvers<ContextType = Context> = {
  Attempt?: AttemptResolvers<ContextType>;
  Sdist?: SdistResolvers<ContextType>;
  Report?: ReportResolvers<ContextType>;
  Log?: LogResolvers<ContextType>;
  LogGap?: LogGapResolvers<ContextType>;
  AttemptConnection?: AttemptConnectionResolvers<ContextType>;
  AttemptEdge?: AttemptEdgeResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  Build?: BuildResolvers<ContextType>;
  Failure?: FailureResolvers<ContextType>;
  Missing?: MissingResolvers<ContextType>;
  BuildConnection?: BuildConnectionResolvers<ContextType>;
  BuildEdge?: BuildEdgeResolvers<ContextType>;
  BuildEvent?: BuildEventResolvers<ContextType>;
  BuildEventConnection?: BuildEventConnectionResolvers<ContextType>;
  BuildEventEdge?: BuildEventEdgeResolvers<ContextType>;
  Builder?: BuilderResolvers<ContextType>;
  Quarantine?: QuarantineResolvers<ContextType>;
  QuarantineEvidence?: QuarantineEvidenceResolvers<ContextType>;
  BuilderFacts?: BuilderFactsResolvers<ContextType>;
  BuilderReadings?: BuilderReadingsResolvers<ContextType>;
  SelfTest?: SelfTestResolvers<ContextType>;
  BuilderConnection?: BuilderConnectionResolvers<ContextType>;
  BuilderEdge?: BuilderEdgeResolvers<ContextType>;
  TargetPausePayload?: TargetPausePayloadResolvers<ContextType>;
  TargetResumePayload?: TargetResumePayloadResolvers<ContextType>;
  TargetFreezePayload?: TargetFreezePayloadResolvers<ContextType>;
  BuilderPausePayload?: BuilderPausePayloadResolvers<ContextType>;
  BuilderResumePayload?: BuilderResumePayloadResolvers<ContextType>;
  BuilderDrainPayload?: BuilderDrainPayloadResolvers<ContextType>;
  BuilderRetirePayload?: BuilderRetirePayloadResolvers<ContextType>;
  BuilderAssignPayload?: BuilderAssignPayloadResolvers<ContextType>;
  AttemptCancelPayload?: AttemptCancelPayloadResolvers<ContextType>;
  BuilderRevokePayload?: BuilderRevokePayloadResolvers<ContextType>;
  FailedBuild?: FailedBuildResolvers<ContextType>;
  FailedBuildConnection?: FailedBuildConnectionResolvers<ContextType>;
  FailedBuildEdge?: FailedBuildEdgeResolvers<ContextType>;
  Incident?: IncidentResolvers<ContextType>;
  IncidentConnection?: IncidentConnectionResolvers<ContextType>;
  IncidentEdge?: IncidentEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  BuildRequeuePayload?: BuildRequeuePayloadResolvers<ContextType>;
  PackageSkipPayload?: PackageSkipPayloadResolvers<ContextType>;
  PackageUnskipPayload?: PackageUnskipPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Package?: PackageResolvers<ContextType>;
  Skip?: SkipResolvers<ContextType>;
  Policy?: PolicyResolvers<ContextType>;
  PolicyChangePayload?: PolicyChangePayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Release?: ReleaseResolvers<ContextType>;
  ReleaseConnection?: ReleaseConnectionResolvers<ContextType>;
  ReleaseEdge?: ReleaseEdgeResolvers<ContextType>;
  PackageRequeuePayload?: PackageRequeuePayloadResolvers<ContextType>;
  FailuresRequeuePayload?: FailuresRequeuePayloadResolvers<ContextType>;
  ManyRequeued?: ManyRequeuedResolvers<ContextType>;
  RefusedCount?: RefusedCountResolvers<ContextType>;
  ManyRefusal?: ManyRefusalResolvers;
  DateTime?: GraphQLScalarType;
  BigInt?: GraphQLScalarType;
  TargetStatus?: TargetStatusResolvers<ContextType>;
  Sync?: SyncResolvers<ContextType>;
  BoundedCount?: BoundedCountResolvers<ContextType>;
  Target?: TargetResolvers<ContextType>;
  Stop?: StopResolvers<ContextType>;
  Backlog?: BacklogResolvers<ContextType>;
  LaneCount?: LaneCountResolvers<ContextType>;
  WaitCount?: WaitCountResolvers<ContextType>;
  WheelFile?: WheelFileResolvers<ContextType>;
  Wheel?: WheelResolvers<ContextType>;
  Library?: LibraryResolvers<ContextType>;
  Withdrawal?: WithdrawalResolvers<ContextType>;
  UpstreamWheel?: UpstreamWheelResolvers<ContextType>;
  WheelConnection?: WheelConnectionResolvers<ContextType>;
  WheelEdge?: WheelEdgeResolvers<ContextType>;
  WheelsWithdrawPayload?: WheelsWithdrawPayloadResolvers<ContextType>;
  ProjectStatus?: ProjectStatusResolvers;
  Lane?: LaneResolvers;
  Verdict?: VerdictResolvers;
  WorkState?: WorkStateResolvers;
  WaitReason?: WaitReasonResolvers;
  MissingKind?: MissingKindResolvers;
  AttemptState?: AttemptStateResolvers;
  FailureKind?: FailureKindResolvers;
};

