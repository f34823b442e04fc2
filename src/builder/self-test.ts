import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type { SelfTest } from '../../schema/farm-api.ts'
import { reportBounds } from '../../schema/report.ts'
import { plainLine } from '../plain-text.ts'
import { readLogEnds } from './read-log.ts'
import type { CommandResult } from './run-command.ts'
import type { Mount } from './sandbox/bubblewrap.ts'
import type { Sandbox } from './sandbox/open-sandbox.ts'
import { runBoxed } from './sandbox/run-boxed.ts'
import { removeFolder } from './work-folder.ts'

export interface SelfTestOptions {
  sandbox: Sandbox
  python: string
  dataDir: string
  /** This machine's clock less the farm's; null when it is not known. */
  clockSkewMs: number | null
  /** Jobs are taken even if it does not pass. */
  unsafe: boolean
}

export interface SelfTested {
  /** What builds are to be run in: without the box, when that does not even start. */
  sandbox: Sandbox
  result: SelfTest
}

const limits = {
  wallMs: 60_000,
  silenceMs: 60_000,
  logBytes: 64 * 1_024,
  outputBytes: 0,
  memoryBytes: 96 * 1024 ** 2,
  processes: 64,
  diskBytes: 64 * 1024 ** 2,
} as const
/** Certificates and tokens go by the clock. */
const mostSkewMs = 30_000

/** Tries what a hostile build would: exits with 0 when nothing of it works. Arguments: our port, a file of ours, whether there is network. */
const tryToEscape = `
import socket, sys
port, secret, network = int(sys.argv[1]), sys.argv[2], sys.argv[3] == 'network'
faults = []
try:
    socket.create_connection(('127.0.0.1', port), 5).close()
    reached = True
except OSError:
    reached = False
if reached and not network:
    faults.append('a build reaches the network')
if network and not reached:
    faults.append('what is fetched for a build has no network')
try:
    open(secret).close()
    faults.append('a build can read what this builder keeps')
except OSError:
    pass
try:
    open('/usr/wheelyard-self-test', 'w').close()
    faults.append('a build can write to this system')
except OSError:
    pass
print('\\n'.join(['started'] + faults))
`
const takeMemory = `
pieces = [bytearray(b'x' * (1 << 20)) for _ in range(512)]
print('took it all')
`

/**
 * Tries the sandbox as a hostile build would: is the network really off, are our files out of reach, does the bound on memory
 * bite? And is the clock sane?
 * @throws whatever the file system throws
 */
export async function selfTest(options: SelfTestOptions): Promise<SelfTested> {
  const { sandbox, clockSkewMs, unsafe } = options
  const folder = join(options.dataDir, 'self-test')
  await removeFolder(folder)
  for (const name of ['home', 'tmp']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  const log = await open(join(folder, 'log'), 'a', 0o600)
  const door = await openDoor()
  try {
    const trial = { ...options, folder, log }
    const box = sandbox.bwrap === null ? null : await tryBox(trial, door)
    const faults = [
      ...(box?.faults ?? ['bubblewrap is not there: a build can reach the network and the files of this user']),
      ...(await tryMemory({ ...trial, sandbox: box?.starts === false ? { ...sandbox, bwrap: null } : sandbox })),
      ...clockFaults(clockSkewMs),
    ].map((line) => plainLine(line, 300))
    const used = box?.starts === true ? sandbox : { ...sandbox, bwrap: null }
    const passed = faults.length === 0
    const result: SelfTest = {
      passed,
      unsafe: unsafe && !passed,
      sandbox: used.bwrap === null ? 'none' : 'bubblewrap',
      memory: sandbox.cgroups === null ? 'per process' : 'cgroup',
      faults,
    }
    return { sandbox: used, result }
  } finally {
    await new Promise((resolve) => door.close(resolve))
    await log.close()
    await removeFolder(folder)
  }
}

interface Trial extends SelfTestOptions {
  folder: string
  log: FileHandle
}

async function tryBox(trial: Trial, door: Server): Promise<{ starts: boolean; faults: string[] }> {
  const secret = join(trial.folder, 'secret')
  await writeFile(secret, 'ours', { mode: 0o600 })
  const { port } = door.address() as AddressInfo // an inet server's address is never a text
  const faults: string[] = []
  for (const network of [false, true]) {
    const args = [String(port), secret, network ? 'network' : 'closed']
    const { text } = await runTrial(trial, tryToEscape, args, network)
    const [first, ...found] = text.trim().split('\n')
    if (first !== 'started') return { starts: false, faults: [`the sandbox does not start: ${first}`] }
    faults.push(...found.filter((line) => !faults.includes(line)))
  }
  return { starts: true, faults }
}

async function tryMemory(trial: Trial): Promise<string[]> {
  const { text, run } = await runTrial(trial, takeMemory, [], false)
  if (run.stoppedBy === 'MEMORY_LIMIT' || text.includes('MemoryError')) return []
  return [
    `the bound on memory does not bite${text.includes('took it all') ? '' : `: ${text.trim().split('\n').at(-1)}`}`,
  ]
}

function clockFaults(skewMs: number | null): string[] {
  if (skewMs === null || Math.abs(skewMs) <= mostSkewMs) return []
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  return [`the clock is ${seconds} s ${skewMs > 0 ? 'before' : 'behind'} the farm's`]
}

async function runTrial(
  { sandbox, python, folder, log }: Trial,
  script: string,
  args: readonly string[],
  network: boolean,
): Promise<{ run: CommandResult; text: string }> {
  const { size: from } = await log.stat()
  const mount = (name: string, to: string): Mount => ({ from: join(folder, name), to, writable: true })
  const run = await runBoxed({
    sandbox,
    files: await sandbox.filesFor(python),
    command: [python, '-I', '-c', script, ...args],
    mounts: [mount('tmp', '/tmp'), mount('home', '/build/home')],
    network,
    cwd: sandbox.bwrap === null ? folder : '/build/home',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: sandbox.bwrap === null ? folder : '/build/home' },
    mark: `self-test-${process.pid}`,
    limits: { ...limits },
    folder,
    log,
    cancel: new AbortController().signal,
  })
  return { run, text: plainLog(await readLogEnds(join(folder, 'log'), from)) }
}

const plainLog = (text: string): string => text.slice(0, 10 * reportBounds.lineBytes)

/** What a build must not reach: a listener of ours on this machine. */
async function openDoor(): Promise<Server> {
  const door = createServer((socket) => socket.end())
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject)
    door.listen(0, '127.0.0.1', resolve)
  })
  return door
}
