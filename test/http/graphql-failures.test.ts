import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addBuildRow, addFile, addPackage, addRelease } from '../support/rows.ts'
import { type ApiWorld, fillAnswers, makeApiWorld } from './api-world.ts'
import { type Answer, codesOf, type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
let world: ApiWorld
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeApiWorld(farm.database.db)
  api = await serveApi(farm)
  await addFailures()
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

const day = (n: number) => new Date(Date.UTC(2025, 0, n))

/** Failures of package `other`, one a day, on two targets in turn; PyPI has a wheel of the third for `cp311`. */
async function addFailures(): Promise<void> {
  const { db } = farm.database
  const owner = await addPackage(db, { name: 'other' })
  for (const n of [1, 2, 3, 4]) {
    const release = await addRelease(db, { package: owner, version: `${n}.0` })
    await addBuildRow(db, {
      release,
      target: n % 2 === 0 ? world.targets.low : world.targets.high,
      verdict: 'FAILED',
      failureKind: n === 4 ? 'TIMEOUT' : 'RUST',
      failureLine: `error ${n}`,
      decidedAt: day(n),
    })
    if (n === 3) {
      const filename = 'other-3.0-cp311-cp311-linux_armv7l.whl'
      await addFile(db, { release, filename, tags: ['cp311-cp311-linux_armv7l'], uploadedAt: day(9) })
    }
  }
  await fillAnswers(db)
}

const FAILURES = `query ($filter: FailureFilter, $first: Int, $after: String) {
  failures(filter: $filter, first: $first, after: $after) { nodes { release { version } } pageInfo { endCursor hasNextPage } } }`

interface Failures {
  failures: { nodes: { release: { version: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
}

// What came has the shape that was asked for; the tests compare its content.
const failuresOf = (answer: Answer) => (answer.data as Failures).failures
const versions = async (variables: Record<string, unknown>) =>
  failuresOf(await api.ask(FAILURES, variables)).nodes.map((node) => node.release.version)

test('newest first, with the line, the date, and since when a wheel from elsewhere makes up for it', async () => {
  const answer = await api.ask(`{ failures { nodes { kind line decidedAt coveredSince target { abi }
    release { version package { name } } build { number verdict decidedAt } } } }`)
  const { failed } = world.builds
  const decidedAt = failed.decidedAt?.toISOString()

  expect(answer).toEqual({
    data: {
      failures: {
        nodes: [
          {
            kind: 'MISSING_HEADER',
            line: 'fatal error: <foo.h>: No such file',
            decidedAt,
            coveredSince: null,
            target: { abi: 'cp311' },
            release: { version: '1.1', package: { name: 'demo-pkg' } },
            build: { number: failed.id, verdict: 'FAILED', decidedAt },
          },
          expect.objectContaining({ kind: 'TIMEOUT', line: 'error 4', coveredSince: null }),
          expect.objectContaining({ kind: 'RUST', line: 'error 3', coveredSince: day(9).toISOString() }),
          expect.objectContaining({ kind: 'RUST', line: 'error 2', decidedAt: day(2).toISOString() }),
          expect.objectContaining({ kind: 'RUST', line: 'error 1', target: { abi: 'cp311' } }),
        ],
      },
    },
  })
})

test.each([
  [{ package: 'Other' }, ['4.0', '3.0', '2.0', '1.0']],
  [{ abi: 'cp39' }, ['4.0', '2.0']],
  [{ platform: 'linux_armv7l', kind: 'RUST' }, ['3.0', '2.0', '1.0']],
  [{ platform: 'linux_aarch64' }, []],
  [{ since: day(3).toISOString() }, ['1.1', '4.0', '3.0']],
  [{ package: 'other', abi: 'cp311', kind: 'RUST', since: day(2).toISOString() }, ['3.0']],
])('%j', async (filter, expected) => {
  expect(await versions({ filter })).toEqual(expected)
})

test.each([[{}], [{ package: 'other' }], [{ kind: 'RUST' }]])(
  'pages of %j join without gap or double',
  async (filter) => {
    const all = await versions({ filter, first: 100 })
    const paged: string[] = []
    let after: string | null = null
    do {
      const page = failuresOf(await api.ask(FAILURES, { filter, first: 1, after }))
      paged.push(...page.nodes.map((node) => node.release.version))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(paged).toEqual(all)
  },
)

describe('what cannot be asked is told by a code', () => {
  const foreign = () =>
    api.ask('{ builders(first: 1) { pageInfo { endCursor } } }').then(
      // What came has the shape that was asked for.
      (answer) => (answer.data as { builders: { pageInfo: { endCursor: string } } }).builders.pageInfo.endCursor,
    )
  test.each([
    [{ filter: { package: 'x'.repeat(215) } }, 'BAD_USER_INPUT'],
    [{ filter: { package: '<script>' } }, 'BAD_USER_INPUT'],
    [{ filter: { package: 'nothing' } }, 'NOT_FOUND'],
    [{ filter: { abi: 'x'.repeat(101) } }, 'BAD_USER_INPUT'],
    [{ filter: { platform: '\0' } }, 'BAD_USER_INPUT'],
    [{ filter: { missing: 'x'.repeat(201) } }, 'BAD_USER_INPUT'],
    [{ filter: { missing: 'a\0' } }, 'BAD_USER_INPUT'],
    [{ filter: { platform: 'linux_mips' } }, 'NOT_FOUND'],
    [{ filter: { abi: 'cp27' } }, 'NOT_FOUND'],
    [{ filter: { kind: 'NOTHING' } }, 'BAD_USER_INPUT'],
    [{ filter: { since: 'yesterday' } }, 'BAD_USER_INPUT'],
    [{ first: 101 }, 'BAD_USER_INPUT'],
    [{ first: 0 }, 'BAD_USER_INPUT'],
    [{ after: 'x' }, 'BAD_USER_INPUT'],
    [{ after: 'x'.repeat(50_000) }, 'BAD_USER_INPUT'],
  ])('%j', async (variables, code) => {
    expect(codesOf(await api.ask(FAILURES, variables))).toEqual([code])
  })

  test('a cursor of another connection', async () => {
    expect(codesOf(await api.ask(FAILURES, { after: await foreign() }))).toEqual(['BAD_USER_INPUT'])
  })

  test.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'])('but not a year as odd as %s', async (since) => {
    expect((await api.ask(FAILURES, { filter: { since } })).errors).toBeUndefined()
  })
})
