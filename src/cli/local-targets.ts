import type { FoundPython } from '../builder/find-pythons.ts'
import { ConflictError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { addTarget } from '../jobs/targets.ts'

/**
 * Adds the targets of this machine's interpreters. One whose target is known with other tags, as after an upgrade of the system, is
 * told and left out; the others build.
 * @returns the interpreters that builders can be started for
 */
export async function addLocalTargets(
  farm: Farm,
  pythons: readonly FoundPython[],
  say: (line: string) => void,
): Promise<FoundPython[]> {
  const usable: FoundPython[] = []
  for (const python of pythons) {
    try {
      await addTarget(farm, python.facts, python.facts.system)
      usable.push(python)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      say(`not used: ${python.path}: ${error.message} [${error.code}]`)
    }
  }
  return usable
}
