import { describe, expect, it } from 'vitest'
import { type Rung, statusesOn } from '../../src/ladder/status.ts'
import { built, closed, failed, ladder, learnt, open, policies, release } from './world.ts'

const wheel = 'demo-1.0-py3-none-any.whl'

describe('the end of a climb', () => {
  const [pi, arm64] = ['linux_armv7l', 'linux_aarch64']
  const ended = (kind: string) => ({ status: 'FAILED', reason: 'CLIMB_ENDED', kind })
  const last = (...rungs: Partial<Rung>[]) => statusesOn(release(), ladder(...rungs), policies()).at(-1)

  it('two limits in a row end it', () => {
    expect(last({ build: failed('TIMEOUT') }, { build: failed('MEMORY_LIMIT') }, {})).toEqual(ended('MEMORY_LIMIT'))
  })

  it.each<[string, Partial<Rung>]>([
    ['never opened', { upstreamWheel: wheel }],
    ['excluded by requires-python', { admitted: false }],
    ['closed', { build: closed(), coveringWheel: wheel }],
    ['parked', { build: open('PARKED') }],
  ])('a rung between them that was %s does not break the row', (_what, between) => {
    expect(last({ build: failed('TIMEOUT') }, between, { build: failed('SILENCE') }, {})).toEqual(ended('SILENCE'))
  })

  it.each<[string, Partial<Rung>]>([
    ['built', { ownWheel: wheel, build: built() }],
    ['failed otherwise', { build: failed('COMPILER') }],
    ['failed by the farm', { build: failed('BUILDER_LOST') }],
    ['excluded by an attempt', { build: learnt() }],
  ])('a rung between them that was %s breaks the row', (_what, between) => {
    const status = last({ build: failed('TIMEOUT') }, between, { build: failed('SILENCE') }, {})
    expect(status).toEqual({ status: 'OPEN', work: 'UNOPENED' })
  })

  it('limits of one platform say nothing of another', () => {
    const limits = [pi, pi].map((platform) => ({ platform, build: failed('TIMEOUT') }))
    expect(last(...limits, { platform: arm64 })).toEqual({ status: 'OPEN', work: 'UNOPENED' })
    expect(
      last(
        { platform: pi, build: failed('TIMEOUT') },
        { platform: arm64, build: failed('TIMEOUT') },
        { platform: arm64 },
      ),
    ).toEqual({ status: 'OPEN', work: 'UNOPENED' })
  })

  it('a wheel of another package ends it on every platform above', () => {
    const wrong = { platform: pi, build: failed('WHEEL_INVALID', { endsClimb: true }) }
    expect(last(wrong, { platform: arm64 })).toEqual(ended('WHEEL_INVALID'))
  })

  it('a wheel that fits nowhere ends nothing', () => {
    expect(last({ build: failed('WHEEL_INVALID') }, {})).toEqual({ status: 'OPEN', work: 'UNOPENED' })
  })

  it('rungs below, and rungs that have a wheel, keep their status', () => {
    const statuses = statusesOn(
      release(),
      ladder(
        {},
        { build: failed('WHEEL_INVALID', { endsClimb: true }) },
        { coveringWheel: wheel },
        { build: failed('RUST') },
      ),
      policies(),
    )
    expect(statuses.map(({ status }) => status)).toEqual(['OPEN', 'FAILED', 'COVERED', 'FAILED'])
    expect(statuses[3]).toMatchObject({ reason: 'FINAL', kind: 'RUST' })
  })

  it('a rebuild that succeeds lets the climb go on', () => {
    expect(last({ build: failed('TIMEOUT') }, { ownWheel: wheel, build: built() }, {})).toEqual({
      status: 'OPEN',
      work: 'UNOPENED',
    })
  })
})
