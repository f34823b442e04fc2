import type { Command } from 'commander'
import type { BuilderId } from '../../schema/ids.ts'
import {
  assignBuilder,
  drainBuilder,
  pauseBuilder,
  resumeBuilder,
  retireBuilder,
  revokeBuilder,
  type Wish,
} from '../jobs/builder-control.ts'
import type { Farm } from '../jobs/farm.ts'
import { builderLines, readBuilderStatuses } from './builder-list.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseBuilderId, parseTime } from './parse-arguments.ts'

/** Listed at once: more than any farm has. */
const AT_MOST = 1_000

/** `wheelyard builder list|pause|resume|drain|retire|revoke|assign|unassign`: what the farm's operator does with its builders. */
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
  for (const one of changes) addChange(builder, one)
  addAssignment(builder, 'assign', 'have a builder build for a target that it has the interpreter for', true)
  addAssignment(builder, 'unassign', 'take a builder off a target; what it builds, it finishes', false)
}

interface ChangeOptions {
  reason: string
  until?: Date
}

function addChange(builder: Command, { name, description, change, done, mayEnd }: Change): void {
  const command = builder
    .command(name)
    .description(description)
    .argument('<builder>', 'its number, as `builder list` shows it', parseBuilderId)
    .requiredOption('--reason <text>', 'why')
  if (mayEnd) command.option('--until <time>', 'it ends by itself then (ISO 8601)', parseTime)
  command.action((id: BuilderId, { reason, until }: ChangeOptions, own: Command) =>
    once(own, async ({ farm, output }) => {
      await change(farm, id, { actor: actor(), reason, until: until ?? null })
      const ends = until === undefined ? '' : ` until ${until.toISOString()}`
      print(output, { builder: id, done: name, ...(until === undefined ? {} : { until }) }, [
        `builder ${id} ${done}${ends}`,
      ])
    }),
  )
}

function addAssignment(builder: Command, name: string, description: string, serves: boolean): void {
  builder
    .command(name)
    .description(description)
    .argument('<builder>', 'its number, as `builder list` shows it', parseBuilderId)
    .argument('<abi>', 'such as cp39')
    .argument('<platform>', 'such as linux_armv7l')
    .requiredOption('--reason <text>', 'why')
    .action((id: BuilderId, abi: string, platform: string, { reason }: ChangeOptions, own: Command) =>
      once(own, async ({ farm, output }) => {
        await assignBuilder(farm, id, { abi, platform }, serves, { actor: actor(), reason })
        const line = `builder ${id} ${serves ? 'builds' : 'builds no more'} for ${abi} ${platform}`
        print(output, { builder: id, abi, platform, serves }, [line])
      }),
    )
}

interface Change {
  name: string
  description: string
  change: (farm: Farm, id: BuilderId, wish: Wish) => Promise<void>
  /** What is so afterwards. */
  done: string
  /** Whether it may be for a time only. */
  mayEnd: boolean
}

const changes: readonly Change[] = [
  {
    name: 'pause',
    description: 'give a builder no new work until it is resumed',
    change: pauseBuilder,
    done: 'gets no new work',
    mayEnd: true,
  },
  {
    name: 'resume',
    description: 'give a builder work again that was paused, drained, retired or quarantined',
    change: resumeBuilder,
    done: 'gets work again',
    mayEnd: false,
  },
  {
    name: 'drain',
    description: 'let a builder finish what it has, and end',
    change: drainBuilder,
    done: 'finishes what it has, and ends',
    mayEnd: true,
  },
  {
    name: 'retire',
    description: 'drain a builder that shall not come back; what it still has to deliver is taken',
    change: retireBuilder,
    done: 'finishes what it has, and is listed no more',
    mayEnd: false,
  },
  {
    name: 'revoke',
    description: "take a builder's identity away for good: what it builds now goes on elsewhere",
    change: revokeBuilder,
    done: 'is revoked; to build again it must enrol anew',
    mayEnd: false,
  },
]
