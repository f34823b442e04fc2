import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { InputError } from '../src/errors.ts'

/** What a faulty environment is told; null if it is taken. */
function refusal(env: NodeJS.ProcessEnv): InputError | null {
  try {
    readConfig(env)
    return null
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
}

test('an empty environment is enough, and an empty variable is none', () => {
  const config = readConfig({ PORT: '', DATABASE_URL: '', WHEELYARD_CONTACT: '' })

  expect(config).toMatchObject({ port: 8080, databaseUrl: null, upstreamUrl: 'https://pypi.org', pollMs: 30_000 })
})

test('units are told apart: seconds outside, milliseconds inside', () => {
  const config = readConfig({
    WHEELYARD_POLL_S: '0.5',
    WHEELYARD_BUILD_WALL_S: '60',
    WHEELYARD_BUILD_SILENCE_S: '5',
    WHEELYARD_BUILD_MEMORY_MB: '512',
    WHEELYARD_BUILD_DISK_MB: '100',
  })

  const buildLimits = { wallMs: 60_000, silenceMs: 5_000, memoryBytes: 536_870_912, diskBytes: 104_857_600 }
  expect(config).toMatchObject({ pollMs: 500, buildLimits })
})

test('all faults are told at once, by name, and no secret is repeated', () => {
  const faulty = {
    DATABASE_URL: 'mysql://host/db',
    REDIS_URL: 'localhost',
    UPSTREAM_URL: 'ftp://pypi.example',
    PORT: '99999',
    WHEELYARD_QUEUE_PREFIX: 'a b',
    WHEELYARD_MAINTAINER_TOKEN: 'hunter2',
    WHEELYARD_CONTACT: 'two words',
    WHEELYARD_WINDOW: '1.5',
    WHEELYARD_POLL_S: 'often',
    LOG_LEVEL: 'loud',
  }

  const told = refusal(faulty)

  expect(told?.code).toBe('ENVIRONMENT')
  for (const name of Object.keys(faulty)) expect(told?.message).toMatch(new RegExp(`^  ${name}: .`, 'm'))
  expect(told?.message).not.toContain('hunter2')
})

test.each([
  ['PORT', '0'],
  ['PORT', '65535'],
  ['DATABASE_URL', 'postgresql://u:p@host/db'],
  ['REDIS_URL', 'rediss://host:6380/2'],
  ['UPSTREAM_URL', 'http://127.0.0.1:9/'],
])('%s may be %s', (name, value) => {
  expect(refusal({ [name]: value })).toBeNull()
})
