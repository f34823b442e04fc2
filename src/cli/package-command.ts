import type { Command } from 'commander'
import { NotFoundError } from '../errors.ts'
import { parseName } from '../jobs/parse-name.ts'
import { skipPackage, unskipPackage } from '../jobs/skip.ts'
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
    .description('build nothing of a package; what it has stays served')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why; shown on its page')
    .action((name: string, options: { reason: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        await skipPackage(farm, name, actor(), options.reason)
        print(output, { package: name, skipped: true }, [`${name} is skipped: ${options.reason}`])
      }),
    )

  packages
    .command('unskip')
    .description('take a skip back')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why')
    .action((name: string, options: { reason: string }, command: Command) =>
      once(command, async ({ farm, output }) => {
        await unskipPackage(farm, name, actor(), options.reason)
        print(output, { package: name, skipped: false }, [`${name} is built again`])
      }),
    )

  addPackageRequeueCommand(packages)
}
