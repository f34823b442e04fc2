import { reportBounds } from '../../schema/report.ts'
import type { FailureKind } from '../ladder/words.ts'
import { plainLine, withoutTerminal } from '../plain-text.ts'
import { failureRules, firstErrorLine } from './failure-rules.ts'
import { findMissing, type Missing } from './find-missing.ts'

/** How pip ended, and what it said. */
export interface FailedRun {
  /** 0–255; null when it was killed, and not by us. */
  exitCode: number | null
  /** The log: all of it, or its first and last part. */
  log: string
  /** Whether it was a step with network, in which only pip runs. What strangers' code says of network and index is no fault of ours. */
  network: boolean
  /** Whether the disk could fill up before the build ran into its limit. */
  diskMayFill: boolean
  /** Whether the kernel bounded the memory of each process by itself: it is then refused, not killed. */
  memoryPerProcess: boolean
}

export interface Classified {
  kind: FailureKind
  /** The log's line that tells it, plain text of at most 500 bytes. */
  line: string
  /** What it lacks, where the log tells. */
  missing: Missing | null
}

/** Shells answer these when a program cannot be run or is not there; pip never does. */
const cannotRun: readonly (number | null)[] = [126, 127]

/** Some tools name what they lack some lines further down. */
const afterBytes = 2_000

/**
 * Works out from pip's output why a build failed. Pure. Rules are tried in the order of failure-rules.ts, the most telling
 * first: one log often has several symptoms, since a missing header also stops the compiler, and that stops pip.
 */
export function classifyFailure(run: FailedRun): Classified {
  const { kind, ...told } = classifyText(run)
  if (kind === 'DISK_FULL' && !run.diskMayFill) return { kind: 'DISK_LIMIT', ...told }
  if (kind === 'OUT_OF_MEMORY' && run.memoryPerProcess) return { kind: 'MEMORY_LIMIT', ...told }
  return { kind, ...told }
}

/** bubblewrap's own complaint comes before anything of the build has run. */
const boxFault = /^bwrap: .*/

const ofNetwork: readonly FailureKind[] = ['NETWORK', 'INDEX_RACE']

function classifyText({ exitCode, log: raw, network }: FailedRun): Classified {
  const log = plainLog(raw)
  const line = (text: string | undefined): string => plainLine(text ?? '', reportBounds.lineBytes)
  if (cannotRun.includes(exitCode) || boxFault.test(log)) {
    return { kind: 'SANDBOX', line: line(lastLine(log)), missing: null }
  }
  for (const { kind, pattern } of failureRules) {
    if (!network && ofNetwork.includes(kind)) continue
    const match = pattern.exec(log)
    if (match === null) continue
    const telling = kind === 'METADATA' ? firstError(log) : lineAround(log, match.index)
    return { kind, line: line(telling), missing: findMissing(kind, log.slice(match.index, match.index + afterBytes)) }
  }
  if (exitCode === null) return { kind: 'OUT_OF_MEMORY', line: 'pip was killed by the system', missing: null }
  return { kind: 'UNKNOWN', line: line(firstError(log)), missing: null }
}

/** The first line that looks like an error; pip's own summary only says that there was one. */
function firstError(log: string): string | undefined {
  const first = firstErrorLine.exec(log)
  return first === null ? lastLine(log) : lineAround(log, first.index)
}

/** pip's aside before it says that no version of a requirement is left: the requirement's Pythons, not the package's. */
const aside = /^ERROR: Ignored the following (?:yanked )?versions\b/

/** Long lines are cut, since a hostile log must not cost us minutes; colours are taken out, since they stand within words. */
function plainLog(log: string): string {
  const lines = log.split(/\r\n|\n|\r/).map((line) => line.slice(0, 1_000))
  return withoutTerminal(lines.join('\n'))
    .split('\n')
    .filter((line) => !aside.test(line.trimStart()))
    .join('\n')
}

/** The line in which a match begins, not counting line ends that the match begins with. */
function lineAround(log: string, index: number): string {
  const start = log.lastIndexOf('\n', index - 1) + 1
  const end = log.indexOf('\n', Math.max(index, start))
  return log.slice(start, end === -1 ? start + 2_000 : end)
}

function lastLine(log: string): string | undefined {
  return log.trimEnd().split('\n').at(-1)
}
