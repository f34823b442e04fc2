import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobLimits } from '../../schema/job.ts'
import { type CommandResult, runCommand } from '../../src/builder/run-command.ts'
import { until } from './until.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

const hasProc = existsSync('/proc/self/stat')

async function run(
  script: string,
  limits: Partial<JobLimits> = {},
  cancel = new AbortController().signal,
): Promise<CommandResult & { log: string }> {
  const path = join(folder, randomUUID())
  const log = await open(path, 'a')
  try {
    const all = {
      wallMs: 60_000,
      silenceMs: 60_000,
      logBytes: 10_000,
      outputBytes: 1,
      memoryBytes: null,
      processes: 500,
      diskBytes: 1024 ** 3,
      ...limits,
    }
    const env = { PATH: process.env.PATH ?? '' }
    const result = await runCommand({
      command: ['/bin/sh', '-c', script],
      cwd: folder,
      env,
      mark: randomUUID(),
      limits: all,
      folder,
      group: null,
      log,
      cancel,
    })
    return { ...result, log: await readFile(path, 'utf8') }
  } finally {
    await log.close()
  }
}

/** Whether a process whose arguments hold this text is there. */
function isRunning(text: string): boolean {
  return execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(text) && !/^Z/.test(line) && !line.includes('ps -eo'))
}

/** A sleep that can be told from all others, as long as no test waits. */
const uniqueSleep = (): string => `sleep ${3_600 + Math.random()}`

describe('runCommand', () => {
  it('gives exit code, output in order, and duration', async () => {
    const result = await run('echo one; echo two >&2; echo three; exit 3')
    expect(result).toMatchObject({ exitCode: 3, stoppedBy: null, log: 'one\ntwo\nthree\n', logBytes: 14 })
    expect(result.durationMs).toBeGreaterThan(0)
  })

  it('kills the whole group at the wall clock limit, grandchildren and all', async () => {
    const grandchild = uniqueSleep()
    const result = await run(`(${grandchild} &) ; ${grandchild}`, { wallMs: 500 })
    expect(result).toMatchObject({ exitCode: null, stoppedBy: 'TIMEOUT' })
    expect(isRunning(grandchild)).toBe(false)
  })

  it('leaves nothing running after a good end either', async () => {
    const child = uniqueSleep()
    const result = await run(`${child} & exit 0`)
    expect(result).toMatchObject({ exitCode: 0, stoppedBy: null })
    expect(isRunning(child)).toBe(false)
  })

  it.skipIf(!hasProc)('finds what has left the group and the session', async () => {
    const daemon = uniqueSleep()
    const result = await run(`setsid sh -c '${daemon} & exit' ; setsid ${daemon} & exit 0`)
    expect(result.exitCode).toBe(0)
    expect(isRunning(daemon)).toBe(false)
  })

  it('kills at silence, but not while there is output', async () => {
    expect(await run(uniqueSleep(), { silenceMs: 500 })).toMatchObject({ stoppedBy: 'SILENCE' })
    const talking = await run('for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done', { silenceMs: 1_500 })
    expect(talking).toMatchObject({ exitCode: 0, stoppedBy: null })
  })

  it('kills at the log limit, and keeps what came before it', async () => {
    const result = await run('yes wheelyard', { logBytes: 5_000 })
    expect(result).toMatchObject({ stoppedBy: 'LOG_TOO_LONG', logBytes: 5_000 })
    expect(result.log.length).toBe(5_000)
  })

  it.skipIf(!hasProc)('kills at the memory limit of the group, and tells the peak', async () => {
    const eater = `python3 -c 'import time; held = b"x" * 100_000_000; time.sleep(1e6)'`
    const result = await run(`${eater} & ${eater} | cat`, { memoryBytes: 150_000_000 })
    expect(result.stoppedBy).toBe('MEMORY_LIMIT')
    expect(result.peakMemoryBytes).toBeGreaterThan(150_000_000)
  })

  it.skipIf(!hasProc)('leaves no process more memory than all may have together', async () => {
    const result = await run(`python3 -c 'b"x" * 300_000_000'`, { memoryBytes: 150_000_000 })
    expect(result).toMatchObject({ exitCode: 1, stoppedBy: null, log: expect.stringContaining('MemoryError') })
  })

  it.skipIf(!hasProc)('kills at the limits of processes and of disk', async () => {
    const many = 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; wait'
    expect((await run(many, { processes: 8 })).stoppedBy).toBe('PROCESS_LIMIT')
    const large = 'i=0; while :; do i=$((i+1)); head -c 300000 /dev/zero > "f$i"; sleep 0.1; done'
    expect((await run(`mkdir -p full; cd full; ${large}`, { diskBytes: 4_000_000 })).stoppedBy).toBe('DISK_LIMIT')
    await rm(join(folder, 'full'), { recursive: true })
  })

  it('ends when it is cancelled, also before it began', async () => {
    const controller = new AbortController()
    const running = run(`echo on; ${uniqueSleep()}`, {}, controller.signal)
    setTimeout(() => controller.abort(), 300)
    expect(await running).toMatchObject({ stoppedBy: 'CANCELLED', exitCode: null })
    expect(await run(uniqueSleep(), {}, AbortSignal.abort())).toMatchObject({ stoppedBy: 'CANCELLED' })
  })

  it('is killed from outside: told as no exit code and no limit', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ exitCode: null, stoppedBy: null })
  })

  it('a program that is not there has exit code 127', async () => {
    expect((await run('exec /no/such/program')).exitCode).toBe(127)
  })

  it('does not wait for an output that a process of another kept open', async () => {
    const holder = uniqueSleep()
    const result = await run(`setsid ${holder} & echo done`)
    expect(result.log).toBe('done\n')
    await until(() => !hasProc || !isRunning(holder), 'the holder of the output is gone')
  })
})
