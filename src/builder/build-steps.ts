import { constants, type FileHandle, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { JobLimits } from '../../schema/job.ts'
import { readLogEnds } from './read-log.ts'
import type { CommandResult } from './run-command.ts'
import type { Mount } from './sandbox/bubblewrap.ts'
import type { Sandbox } from './sandbox/open-sandbox.ts'
import { runBoxed } from './sandbox/run-boxed.ts'
import type { VisibleFiles } from './sandbox/visible-files.ts'
import { sdistScript } from './sdist-script.ts'
import { makeStepFolder, type StepFolder, type WorkFolder } from './work-folder.ts'

/** What all steps of one build share. */
export interface BuildSteps {
  sandbox: Sandbox
  files: VisibleFiles
  python: string
  work: WorkFolder
  /** Of the sdist: pip is given a file, never a name, so that it cannot choose another. */
  sdistName: string
  /** Where build requirements come from. */
  requirementsIndex: string
  limits: JobLimits
  /** By `performance.now()`: the wall clock counts over all steps. */
  deadline: number
  mark: string
  log: FileHandle
  cancel: AbortSignal
}

/** Where the box has a step's folders. */
const inBox = {
  home: '/build/home',
  temporary: '/tmp',
  source: '/build/sdist',
  requirements: '/build/requirements',
  out: '/build/out',
  answer: '/build/answer',
} as const

type Places = Record<keyof typeof inBox, string>

interface Step {
  /** Unique to the build. */
  name: string
  network: boolean
  sees: readonly ('source' | 'requirements')[]
  writes: readonly ('requirements' | 'out')[]
  command(places: Places): string[]
}

const pip = ['-I', '-u', '-m', 'pip', '-v', '--isolated', '--no-input', '--disable-pip-version-check']

/** Reads what pyproject.toml requires. Runs nothing of the package. @returns null when it cannot be told */
export async function readStaticRequirements(steps: BuildSteps): Promise<string[] | CommandResult> {
  return askScript(steps, 'static')
}

/** Asks the package's backend what it requires besides. */
export async function askBackend(steps: BuildSteps): Promise<string[] | CommandResult> {
  return askScript(steps, 'hook')
}

async function askScript(steps: BuildSteps, mode: 'static' | 'hook'): Promise<string[] | CommandResult> {
  const { result, folder } = await runStep(steps, {
    name: mode,
    network: false,
    sees: mode === 'hook' ? ['source', 'requirements'] : ['source'],
    writes: [],
    command: ({ source, requirements, temporary, answer }) => {
      const paths = [join(source, steps.sdistName), requirements, temporary, join(answer, 'requires.json')]
      return ['-I', '-u', '-c', sdistScript, mode, ...paths]
    },
  })
  const requires = result.stoppedBy === null ? await readAnswer(join(folder.answer, 'requires.json')) : null
  return requires ?? result
}

/** In pip's own log alone: it takes an index that fails for one that has nothing. A refusal for good, such as 404, is an answer. */
const indexAway = /Could not fetch URL \S+: (?!4(?!08|25|29)\d\d ).*/

/**
 * Fetches requirements and what they require, wheels alone, so that nothing of anybody runs while there is a network.
 * @param name unique to the build
 * @returns with `away`, what pip said when the index could not be asked
 */
export async function fetchRequirements(
  steps: BuildSteps,
  name: string,
  requirements: readonly string[],
): Promise<{ result: CommandResult; away: string | null }> {
  const { result, folder } = await runStep(steps, {
    name,
    network: true,
    sees: [],
    writes: ['requirements'],
    command: (places) => {
      const from = ['--only-binary', ':all:', '--no-cache-dir', '--index-url', steps.requirementsIndex]
      const to = ['--log', join(places.answer, 'pip.log'), '--dest', places.requirements]
      return [...pip, 'download', ...from, ...to, '--', ...requirements]
    },
  })
  if (result.exitCode === 0 || result.stoppedBy !== null) return { result, away: null }
  const said = await readLogEnds(join(folder.answer, 'pip.log')).catch(() => '')
  return { result, away: indexAway.exec(said)?.[0] ?? null }
}

/**
 * Builds the wheel with the interpreter's own pip. `-v` makes pip pass the build's output on as it comes: without it a long
 * compilation is silent, and looks hung. `--use-pep517`: pip before 23.1 would run setup.py otherwise, which needs `wheel` installed.
 */
export async function buildWheel(steps: BuildSteps): Promise<CommandResult> {
  const { result } = await runStep(steps, {
    name: 'wheel',
    network: false,
    sees: ['source', 'requirements'],
    writes: ['out'],
    command: ({ source, requirements, out }) => {
      const from = ['--no-deps', '--no-cache-dir', '--no-index', '--find-links', requirements]
      return [...pip, 'wheel', '--use-pep517', ...from, '-w', out, join(source, steps.sdistName)]
    },
  })
  return result
}

async function runStep(steps: BuildSteps, step: Step): Promise<{ result: CommandResult; folder: StepFolder }> {
  const { sandbox, work, python, limits } = steps
  const folder = await makeStepFolder(work, step.name)
  const here: Places = { ...work, ...folder }
  const places: Places = sandbox.bwrap === null ? here : inBox
  const { size: logged } = await steps.log.stat()
  const mount = (what: keyof Places, writable: boolean): Mount => ({ from: here[what], to: inBox[what], writable })
  const result = await runBoxed({
    ...steps,
    command: [python, ...step.command(places)],
    mounts: [
      mount('temporary', true),
      { from: folder.temporary, to: '/dev/shm', writable: true },
      mount('home', true),
      mount('answer', true),
      ...step.sees.map((what) => mount(what, false)),
      ...step.writes.map((what) => mount(what, true)),
    ],
    network: step.network,
    cwd: places.home,
    env: environment(python, places, steps.files, sandbox.bwrap !== null),
    folder: work.root,
    limits: {
      ...limits,
      wallMs: Math.max(1, Math.round(steps.deadline - performance.now())),
      logBytes: Math.max(0, limits.logBytes - logged),
    },
  })
  return { result, folder }
}

/**
 * What a build sees: folders of its own, none of this machine's Python or pip settings, and none of our secrets. PATH is the
 * builder's own, so that its operator says which compilers there are, with the interpreter's folder first.
 */
function environment(python: string, places: Places, files: VisibleFiles, isBoxed: boolean): Record<string, string> {
  const roots = [...files.shown, ...files.links.map(([, path]) => path)]
  const isThere = (path: string): boolean => roots.some((root) => path === root || path.startsWith(`${root}/`))
  const path = [dirname(python), ...(process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':')]
  return {
    PATH: path.filter((one) => !isBoxed || isThere(one)).join(':'),
    HOME: places.home,
    TMPDIR: places.temporary,
    LANG: 'C.UTF-8',
    PIP_CONFIG_FILE: '/dev/null',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
  }
}

const answerBytes = 1024 ** 2
const Answer = z.array(z.string())

/** The file may have been written by the package: a plain one of bounded size, or none. */
async function readAnswer(path: string): Promise<string[] | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
  if (file === null) return null
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(answerBytes), 0, answerBytes, 0)
    return Answer.parse(JSON.parse(buffer.toString('utf8', 0, bytesRead)))
  } catch {
    return null
  } finally {
    await file.close()
  }
}
