import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { client, type Target, tellAll } from './client-commands.ts'
import { findScenario, scenarios } from './scenarios/all.ts'
import { wholeNumber } from './whole-number.ts'

interface ScenarioOptions extends Target {
  secondMs: number
  pauseS: number
}

/** Plays one of the nasty cases on a stand-in elsewhere. */
export function addScenarioCommand(program: Command): void {
  const list = scenarios.map(
    ({ number, name, about }) => `  ${String(number).padStart(2)}  ${name.padEnd(16)} ${about}`,
  )
  client(program, 'scenario <name>', 'plays one of the nineteen nasty cases; --help lists them')
    .option('--pause-s <seconds>', 'between its turns, for a mirror to come to rest', wholeNumber, 0)
    .option('--second-ms <n>', 'how long a second of its waits lasts', wholeNumber, 1_000)
    .addHelpText('after', `\nScenarios:\n${list.join('\n')}`)
    .action(async (name: string, options: ScenarioOptions) => {
      for (const [at, turn] of findScenario(name).turns(options.secondMs).entries()) {
        if (at > 0) await sleep(options.pauseS * 1_000)
        await tellAll(options, turn)
      }
    })
}
