import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHeartbeat } from '../../src/builder/heartbeat.ts'
import { createLogger } from '../../src/logger.ts'
import { FarmServer } from './farm-server.ts'
import { until } from './until.ts'

const farm = new FarmServer()
beforeAll(() => farm.listen())
afterAll(() => farm.close())

const setup = () => ({
  ...{ serverUrl: farm.url, credentials: { builder: 1, key: 'k' }, beatEveryMs: 50, dataDir: '/' },
  ...{ builderVersion: '0', selfTest: null },
})
const log = createLogger('test', 'silent')

it('beats while the main thread is held up', async () => {
  const program = new URL('./busy-process.ts', import.meta.url).pathname
  const args = ['--import', 'tsx', program, JSON.stringify({ ...setup(), attempt: 42, frozenMs: 3_000 })]
  const busy = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await until(() => farm.beats.some((beat) => beat.attempts.includes(42)), 'the open attempt is told')
  const before = farm.beats.length
  busy.stdin.write('go\n')
  await once(busy.stdout, 'data')
  expect(farm.beats.length - before).toBeGreaterThan(5)
  await once(busy, 'exit')
})

it("passes the farm's orders on, and goes on after beats that did not get through", async () => {
  const seen: string[] = []
  const orders = {
    cancel: (attempt: number) => seen.push(`cancel ${attempt}`),
    serve: (targets: readonly { abi: string }[]) => seen.push(`serve ${targets.map(({ abi }) => abi)}`),
    drain: () => seen.push('drain'),
    exit: () => seen.push('exit'),
  }
  let fail = 3
  farm.override = () => {
    if (fail-- > 0) return { status: 503 }
    return { status: 200, body: { command: 'drain', cancel: [7], targets: [{ abi: 'cp311', platform: 'x' }] } }
  }
  const heartbeat = startHeartbeat(setup(), orders, log)
  await until(
    () => seen.includes('drain') && seen.includes('cancel 7') && seen.includes('serve cp311'),
    'the orders come through',
  )
  farm.override = () => ({ status: 403, body: { code: 'REVOKED', message: 'm' } })
  await until(() => seen.includes('exit'), 'the revocation comes through')
  await heartbeat.stop()
})
