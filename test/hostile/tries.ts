import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { revokeBuilder } from '../../src/jobs/builder-control.ts'
import { interpreter } from '../http/farm-client.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { type Attacker, enrolBuilder, hashOf, makeWork, reportOf, startWork } from './attacker.ts'
import type { Tried, Try } from './tried.ts'
import { wheelTries } from './wheel-tries.ts'

type Answer = { status: number; body: unknown }

function audited(answer: Answer, code: string, attacker: Attacker): Tried {
  const body = answer.body as { code?: string } | null // what a fault's body is is checked by the comparison
  const refused = answer.status >= 400 && answer.status < 500 && body?.code === code
  return { refused, record: { in: 'audit', code, builder: attacker.id }, seen: `${answer.status} ${body?.code}` }
}

const nameTries: Try[] = [
  '../x-1.0-py3-none-any.whl',
  '/etc/x-1.0-py3-none-any.whl',
  'x\0-1.0-py3-none-any.whl',
  'wheel.txt',
].map((name) => ({
  row: `an upload named ${JSON.stringify(name)}`,
  run: async (world, attacker) => {
    const work = await startWork(world, attacker)
    const bytes = Buffer.from('x')
    return audited(await attacker.client.wheel(work.start, name, hashOf(bytes), bytes), 'WHEEL_NAME', attacker)
  },
}))

const forgedReports: Try[] = (
  [
    ['another attempt', { attempt: 999_999 }],
    ['another build', { build: 999_999 }],
    ['another try', { try: 9 }],
  ] as const
).map(([what, change]) => ({
  row: `a report that claims to be of ${what}`,
  run: async (world, attacker) => {
    const work = await startWork(world, attacker)
    const answer = await attacker.client.report(work.start, reportOf(work, undefined, change))
    return audited(answer, 'REPORT_INVALID', attacker)
  },
}))

const identityTries: Try[] = [
  {
    row: 'a work order that it wrote itself',
    run: async (world, attacker) => {
      const { order } = await makeWork(world, attacker.target)
      const forged = order.replace(/^w1\.\d+/, 'w1.1')
      return audited(
        await attacker.client.json('/attempts', { order: forged, startKey: 'k'.repeat(20) }),
        'ORDER_INVALID',
        attacker,
      )
    },
  },
  {
    row: 'work of a target that it does not serve',
    run: async (world, attacker) => {
      const other = await enrolBuilder(world, 12)
      const { order } = await makeWork(world, other.target).catch(() => makeWork(world, attacker.target))
      const stranger = await enrolBuilder(world, 13)
      return audited(
        await stranger.client.json('/attempts', { order, startKey: 'k'.repeat(20) }),
        'TARGET_NOT_SERVED',
        stranger,
      )
    },
  },
  {
    row: "another builder's report",
    run: async (world, attacker) => {
      const victim = await enrolBuilder(world)
      const work = await startWork(world, victim)
      return audited(await attacker.client.report(work.start, reportOf(work)), 'ATTEMPT_FOREIGN', attacker)
    },
  },
  {
    row: "another builder's log",
    run: async (world) => {
      const victim = await enrolBuilder(world)
      const work = await startWork(world, victim)
      const other = await enrolBuilder(world)
      return audited(await other.client.log(work.start, 0, Buffer.from('x')), 'ATTEMPT_FOREIGN', other)
    },
  },
  {
    row: 'an attempt token that it guessed',
    run: async (world, attacker) => {
      const work = await startWork(world, attacker)
      const start = { ...work.start, token: randomBytes(32).toString('base64url') }
      return audited(await attacker.client.report(start, reportOf(work)), 'ATTEMPT_TOKEN', attacker)
    },
  },
  {
    row: 'a second report that says something else',
    run: async (world, attacker) => {
      const work = await startWork(world, attacker)
      await attacker.client.report(work.start, reportOf(work))
      const answer = await attacker.client.report(work.start, reportOf(work, undefined, { durationMs: 2_000 }))
      return audited(answer, 'REPORT_CONFLICT', attacker)
    },
  },
  {
    row: 'a wheel after the report',
    run: async (world) => {
      const late = await enrolBuilder(world)
      const work = await startWork(world, late)
      await late.client.report(work.start, reportOf(work))
      const { filename, bytes } = await makeWheel({ name: work.name, version: '1.0' })
      return audited(await late.client.wheel(work.start, filename, hashOf(bytes), bytes), 'REPORT_CONFLICT', late)
    },
  },
  {
    row: 'bytes with another hash than announced',
    run: async (world, attacker) => {
      const work = await startWork(world, attacker)
      const { filename, bytes } = await makeWheel({ name: work.name, version: '1.0' })
      return audited(
        await attacker.client.wheel(work.start, filename, 'a'.repeat(64), bytes),
        'SHA256_MISMATCH',
        attacker,
      )
    },
  },
  {
    row: 'a report that is no CBOR',
    run: async (world) => {
      const noisy = await enrolBuilder(world)
      const work = await startWork(world, noisy)
      return audited(await noisy.client.report(work.start, randomBytes(1_000)), 'REPORT_INVALID', noisy)
    },
  },
  {
    row: 'an enrolment token a second time',
    run: async (_world, attacker) => {
      const { token, client } = attacker
      const answer = await client.json('/enrol', { token, name: 'twin', interpreters: [interpreter(11)] })
      const { refused, seen } = audited(answer, 'ENROL_TOKEN', attacker)
      return { refused, seen, record: { in: 'audit', code: 'ENROL_TOKEN' } }
    },
  },
  {
    row: 'work after it was revoked',
    run: async (world) => {
      const revoked = await enrolBuilder(world)
      const { order } = await makeWork(world, revoked.target)
      await revokeBuilder(world.farm, revoked.id, { actor: 'anna', reason: 'taken over' })
      return audited(
        await revoked.client.json('/attempts', { order, startKey: 'k'.repeat(20) }),
        'BUILDER_REVOKED',
        revoked,
      )
    },
  },
]

const redisCommands: [row: string, args: string[]][] = [
  ['all keys of Redis', ['KEYS', '*']],
  ['the end of all queues', ['FLUSHALL']],
  ['the settings of Redis', ['CONFIG', 'GET', '*']],
  ['the users of Redis', ['ACL', 'LIST']],
  ["another target's queue", ['HGETALL', 'hostile:build.cp39.linux_armv7l:meta']],
  ['a message to others', ['PUBLISH', 'x', 'y']],
]

const redisTries: Try[] = redisCommands.map(([row, args]) => ({
  row,
  run: async (_world, { session }) => {
    if (session.queue.backend !== 'redis') throw new Error('the queues are not in Redis')
    const { url, username, password } = session.queue
    const redis = new Redis(url, { username: username ?? '', password: password ?? '' })
    redis.on('error', () => {})
    try {
      const [command = '', ...rest] = args
      const seen = await redis.call(command, ...rest).then(
        () => 'done',
        (error: unknown) => String(error),
      )
      return { refused: /NOPERM/.test(seen), record: { in: 'acl', code: username ?? '' }, seen }
    } finally {
      redis.disconnect()
    }
  },
}))

const queueTries: Try[] = [
  {
    row: 'an order out of a job of its own making',
    run: async (_world, attacker) => {
      // It may write there, and nobody believes it: only what the farm has signed starts anything.
      const order = `w1.1.1.${attacker.target}.${'0'.repeat(64)}.${'A'.repeat(43)}`
      return audited(
        await attacker.client.json('/attempts', { order, startKey: 'k'.repeat(20) }),
        'ORDER_INVALID',
        attacker,
      )
    },
  },
]

export const tries: readonly Try[] = [
  ...wheelTries,
  ...nameTries,
  ...forgedReports,
  ...identityTries,
  ...redisTries,
  ...queueTries,
]
