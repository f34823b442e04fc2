import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type ChildOptions, startChild } from '../../src/cli/processes/child.ts'
import { createShutdown } from '../../src/cli/processes/shutdown.ts'
import { createLogger } from '../../src/logger.ts'

const log = createLogger('test', 'silent')

test('the first signal drains: everything is released, last in first out, though one fails and one is stuck', async () => {
  const child = await signalled({ slowMs: 300 })

  child.kill('SIGTERM')
  const end = await child.end()

  expect(end).toEqual({
    code: 1,
    lines: [
      'said SIGTERM: finishing what runs. Once more to stop at once.',
      'said stuck could not be stopped cleanly: not done after 0.1 s',
      'released slow',
      'said failing could not be stopped cleanly: it is broken',
      'released first',
    ],
  })
})

test('the second signal cuts short what runs, and the exit code says so', async () => {
  const child = await signalled({ slowMs: 600_000 })

  child.kill('SIGINT')
  await vi.waitFor(() => expect(child.lines.join()).toContain('stuck could not be stopped'), 20_000)
  child.kill('SIGINT')
  const end = await child.end()

  expect(end.code).toBe(130)
  expect(end.lines).toContain('cut short')
  expect(end.lines.at(-1)).toBe('released first')
})

test('a process that is held by its stdin drains when that ends, and then stops', async () => {
  const child = await signalled({ slowMs: 600_000, env: { WHEELYARD_STOP_WITH_STDIN: '1' } })

  child.stdin.end()

  expect((await child.end()).code).toBe(130)
})

test('with nothing at fault the exit code is 0', async () => {
  const shutdown = createShutdown({ say: () => {} })
  onTestFinished(shutdown.dispose)
  const released: string[] = []
  shutdown.push('a', async () => void released.push('a'))
  shutdown.push('b', async () => void released.push('b'))

  expect(await shutdown.run()).toBe(0)
  expect({ released, drained: shutdown.signal.aborted }).toEqual({ released: ['b', 'a'], drained: true })
})

test('a child is ready at the line it is known by, and ends with all that it started', async () => {
  const lines: string[] = []
  const child = await start({
    script: `const { spawn } = require('node:child_process')
      const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      console.log('noise'); console.log(grandchild.pid); console.log('ready'); setInterval(() => {}, 1000)`,
    ready: (line) => lines.push(line) > 0 && line === 'ready',
  })

  expect(await child.stop({ graceMs: 10_000 })).toEqual({ code: null, signal: 'SIGTERM' })
  const grandchild = Number(lines[1])
  await vi.waitFor(() => expect(() => process.kill(grandchild, 0)).toThrow('ESRCH'), 20_000)
})

test('a child that does not heed is killed after its grace', async () => {
  const child = await start({
    script: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')`,
    ready: (line) => line === 'ready',
  })

  expect(await child.stop({ graceMs: 200 })).toEqual({ code: null, signal: 'SIGKILL' })
})

test('a child that ends before it is ready is told with its last words', async () => {
  const starting = start({ script: `console.error('port 80 is taken'); process.exit(3)`, ready: () => false })

  await expect(starting).rejects.toMatchObject({
    code: 'CHILD_FAILED',
    message: expect.stringMatching(/^child did not start \(exit code 3\):\nport 80 is taken/),
  })
})

test('a child that cannot be started, or is never ready, is an error too', async () => {
  const missing = startChild({ name: 'child', command: '/no/such/program', args: [], env: {}, log })
  await expect(missing).rejects.toMatchObject({ code: 'CHILD_FAILED', message: expect.stringContaining('ENOENT') })

  const silent = start({ script: 'setInterval(() => {}, 1000)', ready: () => false, readyWithinMs: 200 })
  await expect(silent).rejects.toMatchObject({ code: 'CHILD_FAILED' })
})

test('stderr goes to the file that was asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-child-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const logFile = join(folder, 'child.log')

  const child = await start({ script: `console.error('one'); console.error('two')`, logFile })
  await child.ended

  expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\n')
})

function start({ script, ...options }: { script: string } & Partial<ChildOptions>) {
  const { PATH } = process.env
  return startChild({ name: 'child', command: process.execPath, args: ['-e', script], env: { PATH }, log, ...options })
}

/** A process that holds resources and waits for a signal. */
async function signalled({ slowMs, env = {} }: { slowMs: number; env?: NodeJS.ProcessEnv }) {
  const script = fileURLToPath(new URL('./processes-shutdown-child.ts', import.meta.url))
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    ['--import', 'tsx', script, String(slowMs)],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const exit = once(child, 'close')
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  await vi.waitFor(() => expect(lines).toContain('ready'), 30_000)
  return {
    stdin: child.stdin,
    lines,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    end: async () => ({ code: (await exit)[0], lines: lines.filter((line) => line !== 'ready') }),
  }
}
