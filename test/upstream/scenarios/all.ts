import { NotFoundError } from '../../../src/errors.ts'
import { fileScenarios } from './files.ts'
import { lifeScenarios } from './life.ts'
import { protocolScenarios } from './protocol.ts'
import type { Scenario } from './scenario.ts'
import { shapeScenarios } from './shapes.ts'
import { textScenarios } from './texts.ts'

/** The nineteen nasty cases, by number. */
export const scenarios: readonly Scenario[] = [
  ...shapeScenarios,
  ...textScenarios,
  ...lifeScenarios,
  ...protocolScenarios,
  ...fileScenarios,
]

/** @param which its name or its number @throws {NotFoundError} STAND_IN_UNKNOWN */
export function findScenario(which: string): Scenario {
  const found = scenarios.find(({ name, number }) => name === which || String(number) === which)
  if (found === undefined) {
    throw new NotFoundError(
      'STAND_IN_UNKNOWN',
      `no scenario ${which}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
    )
  }
  return found
}
