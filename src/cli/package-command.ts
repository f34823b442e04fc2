import type { Command } from 'commander'
import { NotFoundError } from '../errors.ts'
import { parseName } from '../jobs/parse-name.ts'
import { skip, unskip } from '../jobs/skip.ts'
import { addPackages } from '../sync/add-package.ts'
import { isOnUpstream } from '../sync/ask-upstream.ts'
import { actor, once } from './one-shot.ts'
import { print } from './output.ts'
import { addPackageRequeueCommand } from './requeue-many-command.ts'

/** `wheelyard package add|skip|unskip|requeue`: what is built beyond, and against, the farm's policies, and what is built again. */
export function addPackageCommand(program: Command): void {
  const packages = program
    .command('package')
    .description('add a package by hand, skip it, take the skip back, or build it again')

  packages
    .command('add')
    .description('build all releases of a package, also those from before the farm began')
    .argument('<name>')
    .action((name: string, _options: object, command: Command) =>
      once(command, async ({ farm, config, output }) => {
        const known = await isOnUpstream(farm.database.db, parseName(name, 'name'), config)
        if (known === false) throw new NotFoundError('PACKAGE_NOT_UPSTREAM', `PyPI has no project ${name}`)
        await addPackages(farm, [name], actor())
        const unsure = known === null ? ', if PyPI has it: it does not answer now' : ''
        print(output, { package: name, added: true }, [`${name} is added; the running farm fetches it now${unsure}`])
      }),
    )

  packages
    .command('skip')
    .description('build nothing of a package, or of one version of it; what it has stays served')
    .argument('<name>')
    .option('--only <version>', 'this version alone')
    .requiredOption('--reason <text>', 'why; shown on its page')
    .action((name: string, options: SkipOptions, command: Command) =>
      once(command, async ({ farm, output }) => {
        await skip(farm, { package: parseName(name, 'name'), version: options.only }, actor(), options.reason)
        print(output, skipOf(name, options, true), [`${namedIn(name, options)} is skipped: ${options.reason}`])
      }),
    )

  packages
    .command('unskip')
    .description('take a skip back')
    .argument('<name>')
    .option('--only <version>', 'the skip of this version')
    .requiredOption('--reason <text>', 'why')
    .action((name: string, options: SkipOptions, command: Command) =>
      once(command, async ({ farm, output }) => {
        await unskip(farm, { package: parseName(name, 'name'), version: options.only }, actor(), options.reason)
        print(output, skipOf(name, options, false), [`${namedIn(name, options)} is built again`])
      }),
    )

  addPackageRequeueCommand(packages)
}

interface SkipOptions {
  only?: string
  reason: string
}

const skipOf = (name: string, { only }: SkipOptions, skipped: boolean) => ({
  package: name,
  ...(only === undefined ? {} : { version: only }),
  skipped,
})

const namedIn = (name: string, { only }: SkipOptions): string => (only === undefined ? name : `${name} ${only}`)
