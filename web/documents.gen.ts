// Written by scripts/generate-resolver-types.ts from schema/graphql. Do not edit: `npm run generate`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

/** PyPI's status of a project (PEP 792). */
export type ProjectStatus =
  /** Maintained, or at least not said to be otherwise. */
  | 'ACTIVE'
  /** No longer updated; still installable. */
  | 'ARCHIVED'
  /** Superseded; still installable. */
  | 'DEPRECATED'
  /** Held back by PyPI as unsafe: nothing of it is built or served. */
  | 'QUARANTINED';

/** How urgent a build is. The lane is fixed when the climb of its release starts. */
export type Lane =
  /** A person asked for it. */
  | 'URGENT'
  /** Its release was uploaded less than 48 hours before the farm saw it. */
  | 'FRESH'
  /** Everything else: newest release first. */
  | 'BACKLOG';

/** The last word on a build so far. */
export type Verdict =
  /** A wheel of it was published. */
  | 'BUILT'
  /** Its attempts are final, and none brought a wheel. */
  | 'FAILED'
  /** An attempt taught us that this Python is ruled out. */
  | 'EXCLUDED'
  /** Ended from outside: covered, yanked, gone or skipped meanwhile. */
  | 'CLOSED';

/** What there is still to do on a build. */
export type WorkState =
  /** Waits for a builder, in the queue or in line for it. */
  | 'WAITING'
  /** A builder is at it. */
  | 'BUILDING'
  /** The farm failed it; it is tried again at `retryAt`. */
  | 'RETRY'
  /** Its target has had no builder, or was paused, for 24 hours. */
  | 'PARKED'
  /** Cancelled or withdrawn: a person must requeue it. */
  | 'HELD';

/** Why an open build is not running. */
export type WaitReason =
  /** It is in the queue; the next free builder takes the first one there. */
  | 'QUEUED'
  /** No builder of its target is there. */
  | 'NO_BUILDER'
  /** Every builder of its target has work. */
  | 'BUILDERS_BUSY'
  /** Every builder of its target is paused or draining. */
  | 'BUILDERS_PAUSED'
  /** It is tried again at `retryAt`. */
  | 'RETRY_AT'
  /** The sdist is not known or cannot be had now. */
  | 'WAITS_FOR_SDIST'
  /** Its target is paused, or rests after a row of the farm's own failures. */
  | 'TARGET_PAUSED'
  /** Its package has its share of the queue; other packages go first. */
  | 'PACKAGE_SHARE_USED'
  /** Its target has had no builder, or was paused, for 24 hours. */
  | 'PARKED'
  /** A person must requeue it. */
  | 'HELD';

/** What a build can lack. */
export type MissingKind =
  /** A C header. */
  | 'HEADER'
  /** A library to link with or to load, or its development files. */
  | 'LIBRARY'
  /** A program, such as a compiler. */
  | 'TOOL'
  /** A Python package that it needs to be built. */
  | 'REQUIREMENT';

/** The state of one attempt. */
export type AttemptState =
  /** A builder is at it. */
  | 'STARTED'
  /** It brought at least one wheel that was published. */
  | 'BUILT'
  /** It brought none; `failure` says why. */
  | 'FAILED'
  /** Its builder fell silent. */
  | 'LOST'
  /** It was stopped because nobody wanted it any more. */
  | 'CANCELLED';

/** Why an attempt failed. The first eight are the farm's own faults, the next seven are limits, the rest the package's. */
export type FailureKind =
  /** Farm: the builder fell silent or went away. */
  | 'BUILDER_LOST'
  /** Farm: the machine ran out of memory. */
  | 'OUT_OF_MEMORY'
  /** Farm: the machine's disk was full. */
  | 'DISK_FULL'
  /** Farm: the network failed. */
  | 'NETWORK'
  /** Farm: the index changed while the build read it. */
  | 'INDEX_RACE'
  /** Farm: the sdist could not be fetched. */
  | 'SDIST_UNAVAILABLE'
  /** Farm: the sdist that came had another hash than the one PyPI gave. */
  | 'SDIST_MISMATCH'
  /** Farm: the sandbox could not be set up. */
  | 'SANDBOX'
  /** Limit: the build took longer than it may. */
  | 'TIMEOUT'
  /** Limit: the build wrote nothing for too long. */
  | 'SILENCE'
  /** Limit: the build used more memory than it may. */
  | 'MEMORY_LIMIT'
  /** Limit: the build started more processes than it may. */
  | 'PROCESS_LIMIT'
  /** Limit: the build used more disk than it may. */
  | 'DISK_LIMIT'
  /** Limit: the wheels were larger than they may be. */
  | 'OUTPUT_TOO_LARGE'
  /** Limit: the log was longer than it may be. */
  | 'LOG_TOO_LONG'
  /** Package: its metadata could not be made. */
  | 'METADATA'
  /** Package: something it needs to be built could not be installed. */
  | 'BUILD_REQUIREMENT'
  /** Package: a C header is missing. */
  | 'MISSING_HEADER'
  /** Package: a library to link with is missing. */
  | 'MISSING_LIBRARY'
  /** Package: a tool such as a compiler is missing. */
  | 'MISSING_TOOL'
  /** Package: the compiler failed. */
  | 'COMPILER'
  /** Package: the Rust build failed. */
  | 'RUST'
  /** Package: the CMake build failed. */
  | 'CMAKE'
  /** Package: it does not support this Python. */
  | 'PYTHON_VERSION'
  /** Package: the build ended well and left no wheel. */
  | 'NO_WHEEL'
  /** Package: the wheel is broken, of another release, or does not fit the target. */
  | 'WHEEL_INVALID'
  /** Package: for a reason that could not be told from the log. */
  | 'UNKNOWN';

export type BuildPageQueryVariables = Exact<{
  number: number;
}>;


export type BuildPageQuery = { build: { id: string, number: number, verdict: Verdict | null, work: WorkState | null, wait: WaitReason | null, note: string | null, requeued: boolean, lane: Lane, tries: number, retryAt: string | null, openedAt: string, decidedAt: string | null, openSince: string | null, changedAt: string, failure: { kind: FailureKind, line: string | null, missing: { what: MissingKind, name: string } | null } | null, target: { abi: string, platform: string, label: string, pythonVersion: string }, release: { version: string, package: { name: string, displayName: string } }, wheels: { nodes: Array<{ id: string, filename: string, url: string, size: number, publishedAt: string, tags: Array<string>, aptInstall: string | null, unknownLibraries: Array<string>, libraries: Array<{ soname: string }>, withdrawn: { at: string, reason: string | null } | null }> }, attempts: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, try: number, state: AttemptState, startedAt: string, closedAt: string | null, durationMs: number | null, peakMemoryBytes: number | null, builder: { name: string, selfTest: { passed: boolean, unsafe: boolean, faults: Array<string> } | null }, failure: { kind: FailureKind, line: string | null, missing: { what: MissingKind, name: string } | null } | null }> }, events: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ at: string, actor: string, change: string, reason: string | null, attempt: { try: number } | null }> } } | null };

export type FrontPageQueryVariables = Exact<{ [key: string]: never; }>;


export type FrontPageQuery = { incidents: { nodes: Array<{ kind: IncidentKind, subject: string, text: string, cause: string, beganAt: string }> }, targets: Array<{ id: string, abi: string, platform: string, label: string, pythonVersion: string, builderSeenAt: string, restsUntil: string | null, frozen: { at: string, reason: string | null } | null, paused: { at: string, reason: string | null } | null, backlog: { open: number, building: number, built: number, failed: number, builtToday: number, failedToday: number, oldestSince: string | null, arrivalsPerHour: number, servicePerHour: number, lanes: Array<{ lane: Lane, open: number }>, waits: Array<{ reason: WaitReason, builds: number }> } }>, builders: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, name: string, state: BuilderState, lastHeardAt: string | null, facts: { system: string | null }, selfTest: { passed: boolean, unsafe: boolean, faults: Array<string> } | null, readings: { load1: number | null, temperatureC: number | null, memoryFreeBytes: number | null, diskFreeBytes: number | null } | null, targets: Array<{ id: string, abi: string, platform: string }>, currentAttempts: Array<{ id: string, startedAt: string, build: { id: string, number: number, release: { version: string, package: { name: string, displayName: string } } } }> }> }, newestBuilds: { nodes: Array<{ verdict: Verdict | null, work: WorkState | null, changedAt: string, id: string, number: number, failure: { kind: FailureKind, missing: { name: string } | null } | null, target: { abi: string, platform: string }, release: { version: string, package: { name: string, displayName: string } } }> }, failures: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ kind: FailureKind, line: string | null, decidedAt: string, coveredSince: string | null, missing: { what: MissingKind, name: string } | null, target: { abi: string, platform: string }, release: { version: string, package: { name: string, displayName: string } }, build: { number: number } }> }, sync: { serial: number, reachedAt: string | null, lastError: string | null, lagging: boolean, pagesDue: { count: number, exact: boolean } } | null };

export type BuildNameFragment = { id: string, number: number, release: { version: string, package: { name: string, displayName: string } } };

export type NewestLogQueryVariables = Exact<{
  number: number;
}>;


export type NewestLogQuery = { build: { attempts: { nodes: Array<{ try: number, logUrl: string, log: { text: string, totalBytes: number, offset: number, ended: boolean, gap: { bytes: number } | null } | null }> } } | null };

export type PackageNameQueryVariables = Exact<{
  name: string;
}>;


export type PackageNameQuery = { package: { name: string } | null };

export type PackagePageQueryVariables = Exact<{
  name: string;
  after?: string | null | undefined;
}>;


export type PackagePageQuery = { targets: Array<{ id: string, abi: string, platform: string, label: string, pythonVersion: string }>, package: { name: string, displayName: string, summary: string | null, status: ProjectStatus, removedAt: string | null, skipped: { reason: string, by: string | null, at: string } | null, releases: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, version: string, uploadedAt: string | null, yanked: boolean, yankedReason: string | null, isPrerelease: boolean, requiresPython: string | null, status: Array<{ status: RungStatus, reason: StatusReason | null, text: string, nextStep: NextStep, requeued: boolean, wait: WaitReason | null, target: { id: string }, wheel:
            | { __typename: 'Wheel', aptInstall: string | null, filename: string, url: string }
            | { __typename: 'UpstreamWheel', filename: string, url: string }
           | null, build: { number: number, failure: { missing: { what: MissingKind, name: string } | null } | null } | null }> }> } } | null };
