import { assertNever } from '../../src/errors.ts'
import type { RungStatus } from '../../src/ladder/status.ts'
import type { FailureKind } from '../../src/ladder/words.ts'
import { defaultFailingMinor, demoPackageOf, releaseOfModel } from './demo-files.ts'
import type { DemoPackage } from './demo-packages.ts'

/** A rung as far as the demo packages care: CPython 3.`minor`. */
export interface DemoRung {
  minor: number
  freeThreaded?: boolean
}

/** Where a release ends on a rung. `LIMIT`: TIMEOUT or SILENCE, whichever the farm allows less of. */
export interface DemoOutcome {
  status: RungStatus['status']
  reason: FailureKind | 'LIMIT' | 'REQUIRES_PYTHON' | 'NO_SDIST' | 'YANKED' | null
}

export interface DemoConditions {
  /** Whether there is a `cc`. */
  compiler: boolean
  /** The `--failing-minor` that the release was made with. */
  failingMinor?: number
}

/**
 * What must come of a release of a demo package, with the default policies, once nothing of it is open any more.
 * @param rungs of one platform, lowest first
 * @returns one outcome per rung
 */
export function demoOutcomes(
  name: string,
  version: string,
  rungs: readonly DemoRung[],
  conditions: DemoConditions,
): DemoOutcome[] {
  const model = demoPackageOf(name)
  const release = releaseOfModel(model, version)
  if (release.wheels?.some((tag) => tag.includes('py3')) === true) return rungs.map(() => outcome('COVERED_UPSTREAM'))
  if (release.sdist === false) return rungs.map(() => outcome('NOTHING_TO_BUILD', 'NO_SDIST'))
  if (release.yanked !== undefined) return rungs.map(() => outcome('NOTHING_TO_BUILD', 'YANKED'))
  const admitted = rungs.findIndex(({ minor }) => minor >= lowestMinor(model))
  return rungs.map((rung, index) => outcomeOfBuild(model, rung, index - admitted, admitted !== -1, conditions))
}

function outcome(status: DemoOutcome['status'], reason: DemoOutcome['reason'] = null): DemoOutcome {
  return { status, reason }
}

/** @param height above the lowest rung that requires-python admits; negative below it */
function outcomeOfBuild(
  model: DemoPackage,
  rung: DemoRung,
  height: number,
  anyAdmitted: boolean,
  { compiler, failingMinor = defaultFailingMinor }: DemoConditions,
): DemoOutcome {
  const compiled = compiler ? outcome('BUILT') : outcome('FAILED', 'MISSING_TOOL')
  switch (model.recipe) {
    case 'pure':
    case 'dependent':
      if (!anyAdmitted || height < 0) return outcome('EXCLUDED', 'REQUIRES_PYTHON')
      return outcome(height === 0 ? 'BUILT' : 'COVERED')
    case 'extension':
      return compiled
    case 'abi3':
      return compiler && height > 0 && rung.freeThreaded !== true ? outcome('COVERED') : compiled
    case 'picky':
      return compiler && rung.minor <= failingMinor ? outcome('FAILED', 'COMPILER') : compiled
    case 'headless':
      return outcome('FAILED', compiler ? 'MISSING_HEADER' : 'MISSING_TOOL')
    case 'hanging':
      return outcome('FAILED', 'LIMIT')
    default:
      return assertNever(model.recipe)
  }
}

/** The `>=3.N` of the demo packages is all that is read here. */
function lowestMinor({ requiresPython }: DemoPackage): number {
  return Number(/^>=3\.(\d+)$/.exec(requiresPython ?? '')?.[1] ?? 0)
}
