import type { Command } from 'commander'
import type { BuilderId } from '../../schema/ids.ts'
import { drainBuilder, pauseBuilder, resumeBuilder, revokeBuilder } from '../jobs/builder-control.ts'
import type { Farm } from '../jobs/farm.ts'
import { builderLines, readBuilderStatuses } from './builder-list.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseBuilderId } from './parse-arguments.ts'

/** Listed at once: more than any farm has. */
const AT_MOST = 1_000

/** `wheelyard builder list|pause|resume|drain|revoke`: what the farm's operator does with its builders. */
export function addBuilderControl(builder: Command): void {
  builder
    .command('list')
    .description('list the builders with their targets, the newest first')
    .action((_options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const builders = await readBuilderStatuses(farm, AT_MOST)
        print(output, builders, builderLines(builders))
      }),
    )
  for (const { name, description, change, done } of changes) {
    builder
      .command(name)
      .description(description)
      .argument('<builder>', 'its number, as `builder list` shows it', parseBuilderId)
      .requiredOption('--reason <text>', 'why')
      .action((id: BuilderId, options: { reason: string }, command: Command) =>
        once(command, async ({ farm, output }) => {
          await change(farm, id, actor(), options.reason)
          print(output, { builder: id, done: name }, [`builder ${id} ${done}`])
        }),
      )
  }
}

interface Change {
  name: string
  description: string
  change: (farm: Farm, id: BuilderId, actor: string, reason: string) => Promise<void>
  /** What is so afterwards. */
  done: string
}

const changes: readonly Change[] = [
  {
    name: 'pause',
    description: 'give a builder no new work until it is resumed',
    change: pauseBuilder,
    done: 'gets no new work',
  },
  {
    name: 'resume',
    description: 'give a builder work again that was paused or drained',
    change: resumeBuilder,
    done: 'gets work again',
  },
  {
    name: 'drain',
    description: 'let a builder finish what it has, and end',
    change: drainBuilder,
    done: 'finishes what it has, and ends',
  },
  {
    name: 'revoke',
    description: "take a builder's identity away for good: what it builds now goes on elsewhere",
    change: revokeBuilder,
    done: 'is revoked; to build again it must enrol anew',
  },
]
