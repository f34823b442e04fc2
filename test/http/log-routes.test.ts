import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AttemptId } from '../../schema/ids.ts'
import { attempts } from '../../schema/tables/builds.ts'
import { openArtifacts } from '../../src/artifacts/disk.ts'
import { bareServer } from '../../src/http/bare-server.ts'
import { mountLogRoutes } from '../../src/http/log-routes.ts'
import type { Farm } from '../../src/jobs/farm.ts'
import { withoutTerminal } from '../../src/plain-text.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addAttemptRow, addBuilderRow, addBuildRow, addPackage, addRelease, addTargetRow } from '../support/rows.ts'
import { waitFor } from '../support/wait-for.ts'
import { type FollowedLog, followLog } from './log-reader.ts'
import { rawRequest } from './raw-request.ts'

const MIB = 1_048_576
const quick = { lookEveryMs: 20, heartbeatEveryMs: 50, mostReaders: 3 }

let farm: TestFarm
let app: FastifyInstance
let url: string
let builder: Awaited<ReturnType<typeof addBuilderRow>>
let target: Awaited<ReturnType<typeof addTargetRow>>
const following: FollowedLog[] = []

beforeAll(async () => {
  farm = await createTestFarm()
  target = await addTargetRow(farm.database.db)
  builder = await addBuilderRow(farm.database.db)
  ;({ app, url } = await serve())
})
afterEach(() => {
  for (const log of following.splice(0)) log.leave()
})
afterAll(async () => {
  await app?.close()
  await farm?.close()
})

async function serve(options = quick, served: Farm = farm) {
  const server = bareServer(farm.log)
  mountLogRoutes(server, served, options)
  return { app: server, url: await server.listen({ host: '127.0.0.1', port: 0 }) }
}

async function runningAttempt(): Promise<AttemptId> {
  const { db } = farm.database
  const release = await addRelease(db, { package: await addPackage(db) })
  const build = await addBuildRow(db, { release, target, work: 'BUILDING', tries: 1 })
  return (await addAttemptRow(db, { build, builder })).id
}

/** As the farm takes a chunk. */
async function append(attempt: AttemptId, chunk: string | Buffer): Promise<void> {
  const { totalBytes } = await farm.artifacts.readLog(attempt, 0, 0)
  const logBytes = await farm.artifacts.appendLog(attempt, totalBytes, Buffer.from(chunk))
  await farm.database.db.update(attempts).set({ logBytes }).where(eq(attempts.id, attempt))
}

async function end(attempt: AttemptId): Promise<void> {
  const ended = { state: 'CANCELLED', closedAt: new Date() } as const
  await farm.database.db.update(attempts).set(ended).where(eq(attempts.id, attempt))
}

async function follow(attempt: AttemptId, headers: Record<string, string> = {}, query = ''): Promise<FollowedLog> {
  const log = await followLog(`${url}/attempts/${attempt}/log/events${query}`, headers)
  following.push(log)
  return log
}

const plain = (attempt: AttemptId) => rawRequest(url, `/attempts/${attempt}/log`)

describe('an event stream', () => {
  test('brings what was there, what comes while it runs, and the end', async () => {
    const attempt = await runningAttempt()
    await append(attempt, 'first\n')
    const log = await follow(attempt)
    await log.until('first')
    await append(attempt, 'sec')
    await append(attempt, 'ond\nthi')
    await log.until('second')
    await append(attempt, 'rd')
    await end(attempt)

    expect(await log.ended).toBe(true)
    expect(log.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-cache',
    })
    expect(log.text()).toBe('first\nsecond\nthird')
    expect(log.events.at(-1)).toEqual({
      name: 'end',
      id: 'end',
      data: JSON.stringify({ totalBytes: 18, state: 'CANCELLED' }),
    })
  })

  test('goes on behind the last event that a client has had, whichever it was, without loss or doubling', async () => {
    const attempt = await runningAttempt()
    const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n} – \u001b[32mé€🎡\u001b[0m\n`)
    await append(attempt, lines.join(''))
    const whole = withoutTerminal(lines.join(''))
    const first = await follow(attempt)
    await first.until('line 4999')
    first.leave()
    await append(attempt, 'and more\n')
    await end(attempt)

    expect(first.events.length).toBeGreaterThan(3)
    for (const [place, { id }] of first.events.entries()) {
      const again = await follow(attempt, { 'last-event-id': id })
      await again.ended
      const had = first.events.slice(0, place + 1).map(({ data }) => data)
      expect(had.join('') + again.text()).toBe(`${whole}and more\n`)
    }
    const finished = await follow(attempt, { 'last-event-id': 'end' })
    expect(finished.answer.statusCode).toBe(204)
  })

  test('can begin in the middle; what the client comes back with counts more than where it once asked', async () => {
    const attempt = await runningAttempt()
    await append(attempt, 'one\ntwo\nthree\n')
    await end(attempt)
    const middle = await follow(attempt, {}, '?offset=4')
    const back = await follow(attempt, { 'last-event-id': '8' }, '?offset=4')
    await Promise.all([middle.ended, back.ended])
    expect([middle.text(), back.text()]).toEqual(['two\nthree\n', 'three\n'])
  })

  test('tells of the gap', async () => {
    const attempt = await runningAttempt()
    const folder = await mkdtemp(join(tmpdir(), 'wheelyard-gap-'))
    const artifacts = await openArtifacts(folder, { head: 10, tail: 10, step: 5 })
    const { app: server, url: address } = await serve(quick, { ...farm, artifacts })
    await artifacts.appendLog(attempt, 0, Buffer.from(`${'a'.repeat(9)}\n${'b'.repeat(100)}${'c'.repeat(9)}\n`))
    await end(attempt)

    const log = await followLog(`${address}/attempts/${attempt}/log/events`)
    await log.ended
    const text = await rawRequest(address, `/attempts/${attempt}/log`)
    await server.close()
    await rm(folder, { recursive: true })
    expect(log.events).toEqual([
      { name: 'message', id: '10', data: `${'a'.repeat(9)}\n` },
      { name: 'gap', id: '110', data: '{"offset":10,"bytes":100}' },
      { name: 'message', id: '120', data: `${'c'.repeat(9)}\n` },
      { name: 'end', id: 'end', data: '{"totalBytes":120,"state":"CANCELLED"}' },
    ])
    expect(text.body.toString()).toBe('aaaaaaaaa\n\n--- 100 bytes of this log were not kept ---\nccccccccc\n')
  })

  test('says that it is alive while nothing comes', async () => {
    const log = await follow(await runningAttempt())
    await waitFor('comments', async () => (log.comments() >= 3 ? true : undefined))
    expect(log.events).toEqual([])
  })

  test('a fourth reader is told to come back later, and may when one has left', async () => {
    const attempt = await runningAttempt()
    const readers = [await follow(attempt), await follow(attempt), await follow(attempt)]
    const fourth = await rawRequest(url, `/attempts/${attempt}/log/events`)
    expect([fourth.status, fourth.headers['retry-after']]).toEqual([503, '10'])
    expect(JSON.parse(fourth.body.toString())).toMatchObject({ code: 'LOG_READERS_FULL' })

    readers[0]?.leave()
    await waitFor('a place', async () => ((await follow(attempt)).answer.statusCode === 200 ? true : undefined))
  })

  test('ends at once when the server closes', async () => {
    const other = await serve({ ...quick, heartbeatEveryMs: 600_000, lookEveryMs: 600_000 })
    const log = await followLog(`${other.url}/attempts/${await runningAttempt()}/log/events`)
    await other.app.close()
    expect(await log.ended).toBe(true)
  })
})

describe('what a stranger can write', () => {
  const nasty = [
    '\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m',
    '<script>alert(1)</script>',
    'data: no\rid: 7\r',
    'event: end',
    '\u202eright to left\u0000\u009b5m',
  ].join('\n')

  test('is text, whether read as a whole or followed', async () => {
    const attempt = await runningAttempt()
    await append(attempt, `${nasty}\n`)
    await end(attempt)
    const log = await follow(attempt)
    await log.ended
    const answer = await plain(attempt)

    const shown = 'red\n<script>alert(1)</script>\nid: 7\nevent: end\nright to left\n'
    expect(log.text()).toBe(shown)
    expect(log.events.map(({ name }) => name)).toEqual(['message', 'end'])
    expect(answer.body.toString()).toBe(shown)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
  })

  test('a line of a megabyte is text too, with its sequences and characters whole', async () => {
    const attempt = await runningAttempt()
    const line = '\u001b[1;31m€\u001b[0m'.repeat(MIB / 14).slice(0, MIB)
    for (let at = 0; at < line.length; at += 100_000) await append(attempt, line.slice(at, at + 100_000))
    const log = await follow(attempt)
    await append(attempt, '\nend\n')
    await log.until('end')
    await end(attempt)
    await log.ended

    expect(log.text()).toBe(withoutTerminal(`${line}\nend\n`))
    expect((await plain(attempt)).body.toString()).toBe(withoutTerminal(`${line}\nend\n`))
  })
})

describe('what is refused', () => {
  test.each(['-1', '1.5', '1e3', 'x', '', '9'.repeat(30), '7', ' 0x1'])('the place %j: 400', async (place) => {
    const attempt = await runningAttempt()
    await append(attempt, 'a log')
    const query = await rawRequest(url, `/attempts/${attempt}/log/events?offset=${encodeURIComponent(place)}`)
    const header = await rawRequest(url, `/attempts/${attempt}/log/events`, { headers: { 'last-event-id': place } })
    for (const answer of [query, header]) {
      expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([400, 'LOG_RANGE'])
    }
  })

  test.each(['0', '-1', 'x', '999999999', '1'.repeat(40), '%00'])('the attempt %s: 404', async (id) => {
    for (const path of [`/attempts/${id}/log`, `/attempts/${id}/log/events`]) {
      const answer = await rawRequest(url, path)
      expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([404, 'ATTEMPT_UNKNOWN'])
    }
  })
})

test('an attempt that has sent nothing has an empty log; asking for its head alone costs no reading', async () => {
  const attempt = await runningAttempt()
  const answer = await plain(attempt)
  const head = await rawRequest(url, `/attempts/${attempt}/log`, { method: 'HEAD' })
  expect([answer.status, answer.body.length, head.status, head.body.length]).toEqual([200, 0, 200, 0])
})
