import { describe, expect, it } from 'vitest'
import { blameOf, countsAsTry, type FailureInput, judgeCancelled, judgeFailure } from '../../src/ladder/blame.ts'
import { failureKinds, farmFailures, limitFailures, packageFailures } from '../../src/ladder/words.ts'

const minuteMs = 60_000
const judge = (input: Partial<FailureInput> & Pick<FailureInput, 'kind'>) =>
  judgeFailure({ farmTries: 1, freeRetries: 0, lostOnBuilders: 1, ...input })

it('every kind has its blame', () => {
  const kindsOf = (blame: string) => failureKinds.filter((kind) => blameOf(kind) === blame)
  expect(kindsOf('farm')).toEqual([...farmFailures])
  expect(kindsOf('limit')).toEqual([...limitFailures])
  expect(kindsOf('package')).toEqual([...packageFailures])
})

describe("the package's own failures", () => {
  it.each(packageFailures.filter((kind) => kind !== 'PYTHON_VERSION'))('%s is final', (kind) => {
    expect(judge({ kind })).toEqual({ kind: 'final', verdict: 'FAILED', laneAfter: 'same' })
  })

  it('PYTHON_VERSION excludes the rung', () => {
    expect(judge({ kind: 'PYTHON_VERSION' })).toEqual({ kind: 'final', verdict: 'EXCLUDED', laneAfter: 'same' })
  })
})

it.each(limitFailures)('the limit %s is final, and the climb goes on as backlog', (kind) => {
  expect(judge({ kind })).toEqual({ kind: 'final', verdict: 'FAILED', laneAfter: 'backlog' })
})

describe('farm failures that count', () => {
  it.each(['BUILDER_LOST', 'OUT_OF_MEMORY', 'SDIST_MISMATCH'] as const)('%s is tried three times', (kind) => {
    const tries = [1, 2, 3].map((farmTries) => judge({ kind, farmTries }))
    expect(tries).toEqual([
      { kind: 'retry', afterMs: minuteMs, countsAsTry: true },
      { kind: 'retry', afterMs: 4 * minuteMs, countsAsTry: true },
      { kind: 'final', verdict: 'FAILED', laneAfter: 'same' },
    ])
  })

  it.each(['BUILDER_LOST', 'OUT_OF_MEMORY'] as const)('%s on a second builder is final', (kind) => {
    expect(judge({ kind, farmTries: 2, lostOnBuilders: 2 })).toMatchObject({ kind: 'final', verdict: 'FAILED' })
  })

  it('a wrong sdist takes no builder down', () => {
    expect(judge({ kind: 'SDIST_MISMATCH', farmTries: 2, lostOnBuilders: 2 })).toMatchObject({ kind: 'retry' })
  })
})

describe('farm failures that use up no try', () => {
  const free = farmFailures.filter((kind) => !countsAsTry(kind))

  it('are these', () => {
    expect(free).toEqual(['DISK_FULL', 'NETWORK', 'INDEX_RACE', 'SDIST_UNAVAILABLE', 'SANDBOX'])
  })

  it.each(free)('%s is tried for ever, up to six hours apart', (kind) => {
    const waits = [0, 1, 2, 9, 10, 1_000_000].map((freeRetries) =>
      judge({ kind, freeRetries, farmTries: 9, lostOnBuilders: 9 }),
    )
    expect(waits).toEqual(
      [0.5, 1, 2, 256, 360, 360].map((minutes) => ({ kind: 'retry', afterMs: minutes * minuteMs, countsAsTry: false })),
    )
  })
})

it('a build that was cancelled is tried again soon, and less soon each time', () => {
  const waits = [0, 1, 2, 11, 12, 1_000_000].map(judgeCancelled)
  expect(waits).toEqual(
    [10, 20, 40, 20_480, 21_600, 21_600].map((seconds) => ({
      kind: 'retry',
      afterMs: seconds * 1_000,
      countsAsTry: false,
    })),
  )
})
