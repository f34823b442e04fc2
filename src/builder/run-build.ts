import { askBackend, type BuildSteps, buildWheel, fetchRequirements, readStaticRequirements } from './build-steps.ts'
import { faultOfRequirements, type RequirementFault } from './requirement.ts'
import type { CommandResult } from './run-command.ts'

/** How the steps of a build ended: with the last command that ran, or at a requirement that is not fetched. */
export type BuildEnd =
  | { kind: 'ran'; run: CommandResult; network: boolean; logFrom: number }
  | { kind: 'refused'; fault: RequirementFault }
  /** The index of requirements could not be asked. */
  | { kind: 'away'; line: string; run: CommandResult }

/** What pip takes for a package that says nothing; also where pyproject.toml cannot be read, which pip then tells. */
const byDefault: readonly string[] = ['setuptools>=40.8.0', 'wheel']

/**
 * Builds in two phases that never mix: with network, pip alone fetches wheels of what the build requires; without it, the package's own code
 * runs. What the backend asks for besides is fetched in between.
 */
export async function runBuild(steps: BuildSteps): Promise<BuildEnd> {
  const stated = await readStaticRequirements(steps)
  if (!Array.isArray(stated) && stated.stoppedBy !== null) return await ended(steps, stated)
  const first = Array.isArray(stated) ? stated : byDefault
  const early = await fetch(steps, 'fetch', first)
  if (early !== null) return early
  const asked = await askBackend(steps)
  // A backend that fails fails again under pip, whose word counts.
  if (!Array.isArray(asked) && asked.stoppedBy !== null) return await ended(steps, asked)
  const more = Array.isArray(asked) ? asked.filter((one) => !first.includes(one)) : []
  const late = await fetch(steps, 'fetch-more', more)
  if (late !== null) return late
  const { size: logFrom } = await steps.log.stat()
  return await ended(steps, await buildWheel(steps), logFrom)
}

/** @returns null when all is there */
async function fetch(steps: BuildSteps, name: string, requirements: readonly string[]): Promise<BuildEnd | null> {
  if (requirements.length === 0) return null
  const fault = faultOfRequirements(requirements)
  if (fault !== null) return { kind: 'refused', fault }
  await steps.log.appendFile(`--- fetching build requirements: ${requirements.join(', ')} ---\n`)
  const { size: logFrom } = await steps.log.stat()
  const { result: run, away } = await fetchRequirements(steps, name, requirements)
  if (away !== null) return { kind: 'away', line: away, run }
  return run.stoppedBy === null && run.exitCode === 0 ? null : { kind: 'ran', run, network: true, logFrom }
}

/** @param logFrom only what the last step itself wrote tells why it failed */
async function ended({ log }: BuildSteps, run: CommandResult, logFrom?: number): Promise<BuildEnd> {
  return { kind: 'ran', run, network: false, logFrom: logFrom ?? (await log.stat()).size }
}
