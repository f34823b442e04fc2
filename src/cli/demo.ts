import { access, constants, mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import type { FoundPython } from '../builder/find-pythons.ts'
import { type Config, packageRoot } from '../config.ts'
import type { Logger } from '../logger.ts'
import { startChild } from './processes/child.ts'

/** The demo looks often, so that a release is a wheel in seconds. */
const DEMO_POLL_MS = 500
/** One of the demo packages hangs: it is given up soon, so that there is something to see. */
const DEMO_LIMITS = { wallMs: 300_000, silenceMs: 30_000 }
const STAND_IN_GRACE_MS = 10_000

export interface StandIn {
  url: string
  /** Serves the demo packages, not a folder's sdists. */
  hasDemoPackages: boolean
  /** What to try, once the farm serves `address`. */
  hints(address: string): string[]
}

/** The farm's configuration for a demo: everything that the stand-in has is built, from the start. */
export function demoConfig(config: Config, { url, hasDemoPackages }: StandIn): Config {
  return {
    ...config,
    upstreamUrl: url,
    pollMs: DEMO_POLL_MS,
    buildLimits: hasDemoPackages ? { ...config.buildLimits, ...DEMO_LIMITS } : config.buildLimits,
  }
}

/** What the stand-in serves. */
interface StandInContents {
  /** A folder of sdists; null: the demo packages. */
  sdists: string | null
  /** The interpreters that will build. */
  pythons: readonly FoundPython[]
}

interface StandInHost {
  log: Logger
  push(name: string, release: () => Promise<void>): void
  say(line: string): void
}

/** Starts the stand-in PyPI as a process of its own, with its journal in the data folder. */
export async function startStandIn(config: Config, contents: StandInContents, host: StandInHost): Promise<StandIn> {
  const data = join(config.dataDir, 'upstream')
  const logs = join(config.dataDir, 'logs')
  await mkdir(logs, { recursive: true })
  let url = ''
  const child = await startChild({
    name: 'stand-in PyPI',
    command: process.execPath,
    args: [
      ...process.execArgv,
      standInPath(),
      '--port',
      '0',
      '--data',
      data,
      '--exit-with-stdin',
      ...contentOptions(contents),
    ],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    log: host.log,
    logFile: join(logs, 'upstream.log'),
    ready: (line) => {
      url = Announcement.parse(JSON.parse(line)).url
      return true
    },
  })
  host.push('stand-in PyPI', async () => void (await child.stop({ graceMs: STAND_IN_GRACE_MS })))
  host.say(`stand-in PyPI at ${url}`)
  if (!(await hasCompiler())) host.say('no C compiler (cc) was found: packages with C code will end as MISSING_TOOL')
  const hasDemoPackages = contents.sdists === null
  return { url, hasDemoPackages, hints: (address) => hints(address, url, contents) }
}

const Announcement = z.object({ url: z.string() })

/** A folder's files, or the demo packages, of which one fails on the lowest Python found. */
function contentOptions({ sdists, pythons }: StandInContents): string[] {
  if (sdists !== null) return ['--sdists', sdists]
  const minors = pythons.map(({ facts }) => Number(facts.pythonVersion.split('.')[1]))
  return ['--demo', ...(minors.length === 0 ? [] : ['--failing-minor', String(Math.min(...minors))])]
}

/** The stand-in's program: compiled, or its source when we run from source. */
function standInPath(): string {
  const fromSource = import.meta.url.endsWith('.ts')
  return join(packageRoot, fromSource ? 'test/upstream/main.ts' : 'dist/test/upstream/main.js')
}

/** Whether a C compiler can be found, as the demo packages look for it. */
async function hasCompiler(): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = await Promise.all(folders.map((folder) => access(join(folder, 'cc'), constants.X_OK).then(yes, no)))
  return found.includes(true)
}

const yes = (): boolean => true
const no = (): boolean => false

function hints(address: string, url: string, { sdists, pythons }: StandInContents): string[] {
  const python = pythons.at(-1)?.path ?? 'python3'
  const install = `  ${python} -m pip install --target ./try --index-url ${address}/simple/`
  if (sdists !== null) return ['When the first wheels are there, install one:', `${install} --no-deps NAME`]
  return [
    'When demo-menu, demo-greeting and demo-colours are built, install them:',
    `${install} demo-menu`,
    'Release something new, as often as you like, and see it built:',
    `  node ${standInPath()} release --url ${url} demo-greeting`,
  ]
}
