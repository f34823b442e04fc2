import type { RungStatus } from '../../src/ladder/status.ts'
import type { FailureKind } from '../../src/ladder/words.ts'
import { defaultFailingMinor, demoPackageOf, releaseOfModel } from './demo-files.ts'
import type { DemoPackage } from './demo-packages.ts'

/** A rung as far as the demo packages care: CPython 3.`minor`. */
export interface DemoRung {
  minor: number
  freeThreaded?: boolean
  /** false: without `Python.h`, as on Debian without python3-dev. */
  headers?: boolean
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
  return climb(model, rungs, conditions)
}

function outcome(status: DemoOutcome['status'], reason: DemoOutcome['reason'] = null): DemoOutcome {
  return { status, reason }
}

function climb(model: DemoPackage, rungs: readonly DemoRung[], conditions: DemoConditions): DemoOutcome[] {
  let covers: 'every rung' | 'rungs with a GIL' | null = null
  return rungs.map((rung) => {
    if (rung.minor < lowestMinor(model)) return outcome('EXCLUDED', 'REQUIRES_PYTHON')
    if (covers === 'every rung' || (covers !== null && rung.freeThreaded !== true)) return outcome('COVERED')
    const built = outcomeOfBuild(model, rung, conditions)
    if (built.status === 'BUILT' && isPure(model)) covers = 'every rung'
    if (built.status === 'BUILT' && model.recipe === 'abi3' && rung.freeThreaded !== true) covers = 'rungs with a GIL'
    return built
  })
}

function outcomeOfBuild(
  { recipe }: DemoPackage,
  rung: DemoRung,
  { compiler, failingMinor = defaultFailingMinor }: DemoConditions,
): DemoOutcome {
  if (recipe === 'pure' || recipe === 'dependent') return outcome('BUILT')
  if (recipe === 'hanging') return outcome('FAILED', 'LIMIT')
  if (!compiler) return outcome('FAILED', 'MISSING_TOOL')
  if (recipe === 'headless' || rung.headers === false) return outcome('FAILED', 'MISSING_HEADER')
  return recipe === 'picky' && rung.minor <= failingMinor ? outcome('FAILED', 'COMPILER') : outcome('BUILT')
}

function isPure({ recipe }: DemoPackage): boolean {
  return recipe === 'pure' || recipe === 'dependent'
}

/** The `>=3.N` of the demo packages is all that is read here. */
function lowestMinor({ requiresPython }: DemoPackage): number {
  return Number(/^>=3\.(\d+)$/.exec(requiresPython ?? '')?.[1] ?? 0)
}
