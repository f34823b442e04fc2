import { type Command, InvalidArgumentError, Option } from 'commander'
import { changeFollows } from '../jobs/policies.ts'
import { type FollowMode, followModes } from '../store/follows.ts'
import { readSyncStatus } from '../store/sync-status.ts'
import { addPackages } from '../sync/add-package.ts'
import { reconcile, resyncPackage, rewind } from '../sync/repair.ts'
import { readNames } from './name-file.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { syncStatusLines } from './sync-status-lines.ts'

/** `wheelyard sync status|follow|resync|reconcile|rewind`: each may be used at any time, whether or not the farm runs. */
export function addSyncCommands(sync: Command): void {
  sync
    .command('status')
    .description('how far PyPI is followed, what is due, and what went wrong')
    .action((_options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const status = await readSyncStatus(farm.database.db)
        print(output, status, syncStatusLines(status))
      }),
    )
  addFollowCommand(sync)
  sync
    .command('resync')
    .description("fetch a package's page again, whatever is known of it")
    .argument('<name>')
    .action((name: string, _options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        await resyncPackage(farm, name, actor())
        print(output, { package: name, asked: true }, [`${name} is fetched again by the running farm`])
      }),
    )
  sync
    .command('reconcile')
    .description("compare PyPI's list of all projects with what is known, now and not tomorrow")
    .action((_options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        await reconcile(farm, actor())
        print(output, { asked: true }, ['the running farm reads the list at its next look; `sync status` tells'])
      }),
    )
  sync
    .command('rewind')
    .description('read the changelog again from a serial on')
    .argument('<serial>', 'as `sync status` shows it, or lower', parseSerial)
    .action((serial: number, _options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const packages = await rewind(farm, serial, actor())
        print(output, { serial, packages }, [
          `the changelog is read again from ${serial}; ${packages} pages are asked for`,
        ])
      }),
    )
}

function addFollowCommand(sync: Command): void {
  sync
    .command('follow')
    .description('choose which packages are followed: new releases of all, all there ever was, or those that are named')
    .argument('<mode>', followModes.join(', '), parseMode)
    .argument('[names...]', 'with `packages`: those to add')
    .option('--file <path>', 'with `packages`: a file with a name on each line')
    .action((mode: FollowMode, names: string[], options: { file?: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        const given = [...names, ...(options.file === undefined ? [] : await readNames(options.file))]
        if (given.length > 0 && mode !== 'packages') command.error('error: names are for the mode `packages`')
        await addPackages(farm, given, actor())
        await changeFollows(farm, mode, actor())
        print(output, { follows: mode, added: given.length }, [`the farm follows ${sentences[mode]}`])
      }),
    )
}

const sentences: Record<FollowMode, string> = {
  now: 'every package, from its start on',
  all: 'everything there is',
  packages: 'the packages that were added, and nothing else',
}

function parseMode(text: string): FollowMode {
  const mode = followModes.find((one) => one === text)
  if (mode === undefined) throw new InvalidArgumentError(`Give ${followModes.join(', ')}.`)
  return mode
}

function parseSerial(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a serial, a whole number.')
}

/** What `up --follow` was given. */
export interface Follow {
  mode: FollowMode
  file: string | null
}

export const followOption = () =>
  new Option('--follow <mode>', 'now, all, or packages=FILE with a name on each line; kept in the database').argParser(
    (text): Follow => {
      const file = /^packages=(.+)$/s.exec(text)?.[1]
      return file === undefined ? { mode: parseMode(text), file: null } : { mode: 'packages', file }
    },
  )
