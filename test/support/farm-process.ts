import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../src/config.ts'

export interface FarmProcessOptions {
  env: NodeJS.ProcessEnv
  args?: readonly string[]
  /** Kept when given; a temporary folder, removed at the end, when not. */
  dataDir?: string
}

/** A farm as users start it: `wheelyard up` from dist/, a process of its own. */
export interface FarmProcess {
  address: string
  dataDir: string
  maintainerToken: string
  child: ChildProcess
  /** Everything it has said on stdout. */
  said: string[]
  /** Processes that belong to it: their command line names its data folder. */
  family(): Promise<{ pid: number; command: string }[]>
  /** First signal, and the exit code. */
  stop(): Promise<number | null>
}

const START_MS = 180_000

export async function startFarmProcess(options: FarmProcessOptions): Promise<FarmProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'farm-')))
  const args = [join(packageRoot, 'dist/src/main.js'), 'up', '--data', dataDir, '--port', '0', ...(options.args ?? [])]
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PYENV_ROOT: process.env.PYENV_ROOT, ...options.env }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  await started(child, said)
  return {
    address: answerOf(said, /page\s+(http\S+)\//),
    maintainerToken: answerOf(said, /maintainer token\s+(\S+)/),
    dataDir,
    child,
    said,
    family: () => processesNaming(dataDir),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
      return child.exitCode
    },
  }
}

async function started(child: ChildProcess, said: string[]): Promise<void> {
  if (child.stdout === null) throw new Error('no stdout')
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((done, fail) => {
    const tooLate = setTimeout(() => fail(new Error(`the farm did not start:\n${said.join('\n')}`)), START_MS)
    child.once('exit', (code) => fail(new Error(`the farm ended with ${code}:\n${said.join('\n')}`)))
    lines.on('line', (line) => {
      said.push(line)
      if (!line.startsWith('Ctrl-C')) return
      clearTimeout(tooLate)
      done()
    })
  })
}

function answerOf(said: readonly string[], pattern: RegExp): string {
  const found = said.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined)
  if (found === undefined) throw new Error(`the farm did not say ${pattern}:\n${said.join('\n')}`)
  return found
}

/** Linux only, as is everything that needs it. */
async function processesNaming(text: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async (pid) => ({ pid, command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })),
  )
  return found
    .map(({ pid, command }) => ({ pid, command: command.replaceAll('\0', ' ') }))
    .filter(({ pid, command }) => command.includes(text) && pid !== process.pid)
}
