import type { Command } from 'commander'
import { namedPython } from '../builder/local-pythons.ts'
import type { Wish } from '../jobs/builder-control.ts'
import type { Farm } from '../jobs/farm.ts'
import { addTarget, freezeTarget, pauseTarget, resumeTarget } from '../jobs/targets.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { parseTime } from './parse-arguments.ts'
import { readTargetStatuses, targetLines } from './status.ts'

/** `wheelyard target add|list|pause|resume|freeze`: the environments that wheels are built for. */
export function addTargetCommand(program: Command): void {
  const target = program.command('target').description('the environments that wheels are built for')

  target
    .command('add')
    .description('add the environment of a Python interpreter on this machine (builders add their own when they enrol)')
    .argument('<python>', 'path of a CPython 3.7 or newer with pip')
    .option(
      '--label <text>',
      'what people call it, such as "Debian 12 Bookworm"; default: what the system calls itself',
    )
    .action(async (python: string, options: { label?: string }, command: Command) => {
      const { facts } = await namedPython(python)
      await once(command, async ({ farm, output }) => {
        const id = await addTarget(farm, facts, options.label ?? facts.system)
        print(output, { id, abi: facts.abi, platform: facts.platform }, [
          `target ${facts.abi} ${facts.platform} is open`,
        ])
      })
    })

  target
    .command('list')
    .description('list the targets in ladder order, with what waits on each')
    .action((_options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const targets = await readTargetStatuses(farm)
        print(output, targets, targetLines(targets))
      }),
    )

  for (const { name, description, change, done, mayEnd } of changes) {
    const command = target
      .command(name)
      .description(description)
      .argument('<abi>', 'such as cp39')
      .argument('<platform>', 'such as linux_armv7l')
      .requiredOption('--reason <text>', 'why')
    if (mayEnd) command.option('--until <time>', 'it ends by itself then (ISO 8601)', parseTime)
    command.action((abi: string, platform: string, { reason, until }: ChangeOptions, own: Command) =>
      once(own, async ({ farm, output }) => {
        await change(farm, { abi, platform }, { actor: actor(), reason, until: until ?? null })
        const ends = until === undefined ? '' : ` until ${until.toISOString()}`
        print(output, { abi, platform, done: name, ...(until === undefined ? {} : { until }) }, [
          `target ${abi} ${platform} ${done}${ends}`,
        ])
      }),
    )
  }
}

interface ChangeOptions {
  reason: string
  until?: Date
}

interface Change {
  name: string
  description: string
  change: (farm: Farm, target: { abi: string; platform: string }, wish: Wish) => Promise<void>
  /** What is so afterwards. */
  done: string
  /** Whether it may be for a time only. */
  mayEnd: boolean
}

const changes: readonly Change[] = [
  {
    name: 'pause',
    description: "hand out none of a target's work until it is resumed; what runs may finish",
    change: pauseTarget,
    done: 'is paused',
    mayEnd: true,
  },
  { name: 'resume', description: 'take a pause back', change: resumeTarget, done: 'is open', mayEnd: false },
  {
    name: 'freeze',
    description: 'build nothing new for a target (end of life); what it has stays served',
    change: freezeTarget,
    done: 'is frozen',
    mayEnd: false,
  },
]
