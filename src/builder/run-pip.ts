import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { JobLimits } from '../../schema/job.ts'
import { type CommandResult, runCommand } from './run-command.ts'
import type { WorkFolder } from './work-folder.ts'

export interface PipOptions {
  python: string
  work: WorkFolder
  /** Path of the sdist: pip is given a file, never a name, so that it cannot choose another. */
  sdist: string
  /** Where build requirements come from. */
  requirementsIndex: string
  limits: JobLimits
  /** Unique to the build; see run-command.ts. */
  mark: string
  log: FileHandle
  cancel: AbortSignal
}

/**
 * Builds one sdist into `work.out` with the interpreter's own pip. `-v` makes pip pass the build's output on as it comes:
 * without it a long compilation is silent, and looks hung. `--use-pep517`: pip before 23.1 would run setup.py otherwise,
 * which needs `wheel` installed.
 * @throws {FarmError} SANDBOX when the interpreter cannot be started
 */
export async function runPip(options: PipOptions): Promise<CommandResult> {
  const { python, work, sdist, requirementsIndex } = options
  const pip = ['-I', '-u', '-m', 'pip', '-v', '--isolated', '--no-input', '--disable-pip-version-check']
  const wheel = ['wheel', '--use-pep517', '--no-deps', '--no-cache-dir', '--index-url', requirementsIndex]
  return runCommand({
    command: [python, ...pip, ...wheel, '-w', work.out, sdist],
    cwd: work.home,
    env: environment(python, work),
    mark: options.mark,
    limits: options.limits,
    log: options.log,
    cancel: options.cancel,
  })
}

/**
 * What a build sees: folders of its own, none of this machine's Python or pip settings, and none of our secrets. PATH is the
 * builder's own, so that its operator says which compilers there are, with the interpreter's folder first.
 */
function environment(python: string, work: WorkFolder): Record<string, string> {
  return {
    PATH: [dirname(python), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(':'),
    HOME: work.home,
    TMPDIR: work.temporary,
    LANG: 'C.UTF-8',
    PIP_CONFIG_FILE: '/dev/null',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
  }
}
