import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { normaliseName } from '../../src/ladder/names.ts'
import { fetchJournal, sendCommand, sendCommands } from './client.ts'
import type { CommandInput } from './commands.ts'
import type { Row } from './model.ts'
import { wholeNumber } from './whole-number.ts'

/** Where a command goes and how it answers. */
export interface Target {
  url: string
  json?: true
}

/** The commands that change a stand-in that runs elsewhere. */
export function addClientCommands(program: Command): void {
  addPublishing(program)
  addTakingBack(program)
  client(program, 'journal', 'prints the changelog').action(async (options: Target) => {
    printRows(await fetchJournal(options.url), options)
  })
}

function addPublishing(program: Command): void {
  client(program, 'release <name> [version]', 'releases a demo package at any version; default: the next whole one')
    .option('--like <name>', 'for a new name: the demo package that it is to be like')
    .option('--failing-minor <n>', 'for demo-picky: fails on Python 3.N and older', wholeNumber)
    .action(
      async (name: string, given: string | undefined, options: Target & { like?: string; failingMinor?: number }) => {
        const { like, failingMinor } = options
        const version = given ?? (await nextVersion(options.url, name))
        await tell(options, { kind: 'demo', name, version, like, failingMinor })
      },
    )
  client(program, 'upload <file...>', 'publishes sdists and wheels').action(
    async (files: string[], options: Target) => {
      for (const file of files) {
        const bytes = (await readFile(file)).toString('base64')
        await tell(options, { kind: 'upload', filename: basename(file), bytes })
      }
    },
  )
}

/** After all that a project ever had, also what was removed since: file names are not used twice. */
async function nextVersion(url: string, name: string): Promise<string> {
  const rows = await fetchJournal(url)
  const own = rows.filter(([project]) => project !== null && normaliseName(project) === normaliseName(name))
  const majors = own.map(([, version]) => Number.parseInt(version ?? '', 10)).filter(Number.isSafeInteger)
  return `${Math.max(0, ...majors) + 1}.0`
}

function addTakingBack(program: Command): void {
  client(program, 'yank <name> <version>', 'yanks a release')
    .option('--reason <text>', 'why')
    .action((name: string, version: string, options: Target & { reason?: string }) =>
      tell(options, { kind: 'yank', name, version, reason: options.reason ?? null }),
    )
  client(program, 'unyank <name> <version>', 'takes a yank back').action(
    (name: string, version: string, options: Target) => tell(options, { kind: 'unyank', name, version }),
  )
  client(program, 'remove <name> [version]', 'removes a project, or one release of it').action(
    (name: string, version: string | undefined, options: Target) =>
      tell(
        options,
        version === undefined ? { kind: 'remove-project', name } : { kind: 'remove-release', name, version },
      ),
  )
  client(program, 'remove-file <filename>', 'removes one file of a release').action(
    (filename: string, options: Target) => tell(options, { kind: 'remove-file', filename }),
  )
  for (const kind of ['quarantine', 'clear-quarantine'] as const) {
    client(program, `${kind} <name> [version]`, `${kind.replace('-', ' ')} of a project, or of one release`).action(
      (name: string, version: string | undefined, options: Target) =>
        tell(options, { kind, name, version: version ?? null }),
    )
  }
}

/** A command that is sent to a stand-in elsewhere. */
export function client(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .requiredOption('--url <url>', 'the address of the stand-in')
    .option('--json', 'prints the changelog rows as JSON')
}

/** Sends it and prints the changelog rows that it wrote. */
export async function tell(target: Target, command: CommandInput): Promise<void> {
  printRows(await sendCommand(target.url, command), target)
}

/** Sends several at once, carried out in order. */
export async function tellAll(target: Target, commands: readonly CommandInput[]): Promise<void> {
  printRows(await sendCommands(target.url, commands), target)
}

function printRows(rows: readonly Row[], { json }: Target): void {
  const lines = rows.map(([name, version, , action, serial]) => `${serial}  ${name} ${version ?? ''}  ${action}`)
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''))
}
