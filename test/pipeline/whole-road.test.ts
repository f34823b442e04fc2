import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localPythons } from '../../src/builder/local-pythons.ts'
import { ask } from '../support/ask.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type FarmProcess, startFarmProcess } from '../support/farm-process.ts'
import { testRedis } from '../support/redis.ts'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream, type Upstream } from '../upstream/server.ts'

const run = promisify(execFile)
const pythons = (await localPythons(null, () => {})).slice(0, 2)
const lowest = pythons[0]
const lowestMinor = Number(lowest?.facts.pythonVersion.split('.')[1])

interface RungAnswer {
  status: string
  target: { abi: string }
  wheel: { filename: string } | null
  requeued: boolean
  build: { id: string; attempts: { nodes: { state: string; try: number }[] } } | null
}

const RELEASE = `query ($name: String!, $version: String!) {
  release(package: $name, version: $version) {
    status { status requeued target { abi } wheel { filename } build { id attempts { nodes { state try } } } }
  }
}`

describe.skipIf(pythons.length === 0).each(['postgres', 'redis'] as const)(
  'the whole road, queues on %s',
  (backend) => {
    let upstream: Upstream
    let database: TestDatabase
    let farm: FarmProcess
    let scratch: string

    beforeAll(async () => {
      upstream = await startUpstream()
      database = await createTestDatabase()
      scratch = await mkdtemp(join(tmpdir(), 'road-'))
      const redis = backend === 'redis' ? await testRedis() : null
      farm = await startFarmProcess({
        env: {
          DATABASE_URL: database.url,
          UPSTREAM_URL: upstream.url,
          WHEELYARD_POLL_S: '0.2',
          ...(redis === null ? {} : { REDIS_URL: redis.url, WHEELYARD_QUEUE_PREFIX: redis.prefix }),
        },
        args: [
          '--follow',
          'all',
          '--unsafe',
          '--lost-after',
          '30',
          '--python',
          ...pythons.map((python) => python.path),
        ],
      })
    })

    afterAll(async () => {
      await farm?.stop()
      await upstream?.close()
      await database?.close()
      if (scratch) await rm(scratch, { recursive: true, force: true })
    })

    /** Where a release stands on each target, lowest first, once all of it is settled. */
    const settled = (name: string, version: string): Promise<RungAnswer[]> =>
      waitFor(`${name} ${version} to be settled`, async () => {
        const rungs = await standing(name, version)
        const isDone = rungs.every((rung) => !['OPEN', 'WAITS_FOR_LOWER'].includes(rung.status) && !rung.requeued)
        return rungs.length === pythons.length && isDone ? rungs : undefined
      })

    const standing = async (name: string, version: string): Promise<RungAnswer[]> => {
      const { release } = await ask<{ release: { status: RungAnswer[] } | null }>(farm.address, RELEASE, {
        name,
        version,
      })
      return release?.status ?? []
    }

    /** Installs as a user does, with the pip of that Python, and runs what was installed. */
    const installAndRun = async (python: string, requirement: string, code: string): Promise<string> => {
      const target = await mkdtemp(join(scratch, 'site-'))
      const env = { PATH: process.env.PATH, HOME: scratch, PIP_CONFIG_FILE: '/dev/null' }
      const index = `${farm.address}/simple/`
      const options = [
        '--isolated',
        '--no-cache-dir',
        '--disable-pip-version-check',
        '--only-binary',
        ':all:',
        '--index-url',
        index,
      ]
      await run(python, ['-m', 'pip', 'install', ...options, '--target', target, requirement], { env })
      const { stdout } = await run(python, ['-c', code], { env: { ...env, PYTHONPATH: target } })
      return stdout.trim()
    }

    test('a pure release is built once, ends the climb, and pip installs it on every Python', async () => {
      await upstream.ctl.addDemo('demo-greeting', '1.0')

      const rungs = await settled('demo-greeting', '1.0')

      expect(rungs.map((rung) => rung.status)).toEqual(['BUILT', ...pythons.slice(1).map(() => 'COVERED')])
      expect(rungs.filter((rung) => rung.build !== null)).toHaveLength(1)
      for (const python of pythons) {
        const code = 'import demo_greeting; print(demo_greeting.__file__)'
        expect(await installAndRun(python.path, 'demo-greeting==1.0', code)).toContain('demo_greeting')
      }
    })

    test.skipIf(pythons.length < 2)(
      'a lowest ABI that fails lets the climb go on, and its next rung is built',
      async () => {
        await upstream.ctl.addDemo('demo-picky', '1.0', { failingMinor: lowestMinor })

        const rungs = await settled('demo-picky', '1.0')

        expect(rungs.map((rung) => rung.status)).toEqual(['FAILED', 'BUILT'])
      },
    )

    test('a requeue by mutation builds again under a higher build tag, and the old wheel stays', async () => {
      await upstream.ctl.addDemo('demo-colours', '3.0')
      const [before] = await settled('demo-colours', '3.0')
      const mutation = `mutation ($build: ID!) {
      buildRequeue(input: { build: $build, reason: "once more" }) { outcome userErrors { code message } }
    }`

      const answer = await ask(farm.address, mutation, { build: before?.build?.id }, farm.maintainerToken)
      const after = await waitFor('the rebuilt wheel', async () => {
        const [rung] = await standing('demo-colours', '3.0')
        return rung?.wheel?.filename === before?.wheel?.filename || rung?.requeued ? undefined : rung
      })

      expect(answer).toEqual({ buildRequeue: { outcome: 'ATTEMPT', userErrors: [] } })
      expect(before?.wheel?.filename).toBe('demo_colours-3.0-py3-none-any.whl')
      expect(after.wheel?.filename).toBe('demo_colours-3.0-1-py3-none-any.whl')
      expect(after.build?.attempts.nodes.map((attempt) => attempt.state)).toEqual(['BUILT', 'BUILT'])
      const page = await (await fetch(`${farm.address}/simple/demo-colours/`)).text()
      expect(page).toContain('demo_colours-3.0-py3-none-any.whl')
      expect(page).toContain('demo_colours-3.0-1-py3-none-any.whl')
    })

    test('a failure says what was missing, and all that lack it are tried again by one wish', async () => {
      await upstream.ctl.addDemo('demo-headless', '1.0')
      await settled('demo-headless', '1.0')
      const failures = `{ failures(filter: { package: "demo-headless" }) { nodes { kind missing { what name } } } }`
      const requeue = `mutation ($count: Int!, $dryRun: Boolean!) {
        failuresRequeue(input: { filter: { package: "demo-headless", missing: "nosuchlib.h" }, expectedCount: $count,
          dryRun: $dryRun, reason: "perhaps it is there now" }) { requeue { matched requeued } userErrors { message } } }`
      const count = pythons.length
      const wish = (dryRun: boolean) => ask(farm.address, requeue, { count, dryRun }, farm.maintainerToken)

      const found = await ask(farm.address, failures)
      const dry = await wish(true)
      const done = await wish(false)
      const again = await settled('demo-headless', '1.0')

      const lacking = { kind: 'MISSING_HEADER', missing: { what: 'HEADER', name: 'nosuchlib.h' } }
      expect(found).toEqual({ failures: { nodes: pythons.map(() => lacking) } })
      expect([dry, done]).toEqual(
        [dry, done].map(() => ({ failuresRequeue: { requeue: { matched: count, requeued: count }, userErrors: [] } })),
      )
      expect(again.map((rung) => rung.status)).toEqual(pythons.map(() => 'FAILED'))
      expect(again.map((rung) => rung.build?.attempts.nodes.length)).toEqual(pythons.map(() => 2))
    })

    test.skipIf(!existsSync('/var/lib/dpkg/status'))(
      'a compiled wheel tells which Debian packages bring what it needs',
      async () => {
        await upstream.ctl.addDemo('demo-sensor', '1.0')
        await settled('demo-sensor', '1.0')
        const document = `{ release(package: "demo-sensor", version: "1.0") { wheels { nodes {
          libraries { soname systemPackage base } aptInstall unknownLibraries } } } }`

        const nodes = pythons.map(() => ({
          libraries: [{ soname: 'libc.so.6', systemPackage: 'libc6', base: true }],
          aptInstall: null,
          unknownLibraries: [],
        }))
        expect(await ask(farm.address, document)).toEqual({ release: { wheels: { nodes } } })
      },
    )

    test.skipIf(process.platform !== 'linux')(
      'a builder that falls silent is lost, and its late report counts',
      async () => {
        const builders = (await farm.family()).filter(({ command }) => command.includes('builder run'))
        await upstream.ctl.addDemo('demo-greeting', '5.0')
        await waitFor('the attempt to start', async () => {
          const [rung] = await standing('demo-greeting', '5.0')
          return rung?.build?.attempts.nodes[0]?.state === 'STARTED' ? rung : undefined
        })

        for (const { pid } of builders) process.kill(pid, 'SIGSTOP')
        const state = (await standing('demo-greeting', '5.0'))[0]?.build?.attempts.nodes[0]?.state
        await database.sql`update attempts set beat_at = now() - interval '1 hour' where state = 'STARTED'`
        await waitFor('the attempt to be lost', async () => {
          const [rung] = await standing('demo-greeting', '5.0')
          return rung?.build?.attempts.nodes[0]?.state === 'LOST' ? rung : undefined
        })
        for (const { pid } of builders) process.kill(pid, 'SIGCONT')

        const rungs = await settled('demo-greeting', '5.0')
        expect(state).toBe('STARTED')
        expect(rungs[0]?.status).toBe('BUILT')
        expect(rungs[0]?.build?.attempts.nodes).toEqual([{ state: 'LOST', try: 1 }])
      },
    )

    test.skipIf(process.platform !== 'linux')('a builder that is killed is started again, and goes on', async () => {
      const killed = (await farm.family()).filter(({ command }) => command.includes('builder run'))
      for (const { pid } of killed) process.kill(pid, 'SIGKILL')
      await upstream.ctl.addDemo('demo-greeting', '6.0')

      const rungs = await settled('demo-greeting', '6.0')

      expect(killed).toHaveLength(pythons.length)
      expect(rungs[0]?.status).toBe('BUILT')
    })

    test('it stops when asked to, and leaves no process behind', async () => {
      const code = await farm.stop()

      expect(code).toBe(0)
      expect(await farm.family()).toEqual([])
    })
  },
)
