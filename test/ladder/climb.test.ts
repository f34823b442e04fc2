import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeFailure } from '../../src/ladder/blame.ts'
import { isSettled, planRelease } from '../../src/ladder/plan.ts'
import { type BuildFacts, type Rung, type RungStatus, statusesOn } from '../../src/ladder/status.ts'
import { type FailureKind, failureKinds } from '../../src/ladder/words.ts'
import { applyPlan, built, failed, ladder, learnt, policies, release } from './world.ts'

/** What happens when a rung's build runs. `farm` failures come first, then the outcome. */
interface Fate {
  /** What its wheel fits: every Python, this platform's later ones, this rung alone; null: it fails. */
  wheel: 'pure' | 'abi3' | 'own' | null
  kind: FailureKind
  endsClimb: boolean
  farm: readonly FailureKind[]
  /** Its target has no builder at first: it is parked once, and resumed when all else is done. */
  parked: boolean
}

/** A first failure. */
const fresh = { farmTries: 1, freeRetries: 0, lostOnBuilders: 1 }

const anyFate: fc.Arbitrary<Fate> = fc.record({
  wheel: fc.constantFrom(null, null, 'own', 'own', 'abi3', 'pure'),
  kind: fc.constantFrom(...failureKinds.filter((kind) => judgeFailure({ ...fresh, kind }).kind === 'final')),
  endsClimb: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
  farm: fc.array(fc.constantFrom('NETWORK', 'BUILDER_LOST', 'SDIST_MISMATCH', 'DISK_FULL'), { maxLength: 5 }),
  parked: fc.integer({ max: 5, min: 0 }).map((n) => n === 0),
})

const anyRung = fc.record({
  platform: fc.boolean(),
  frozen: fc.constantFrom(false, false, false, true),
  admitted: fc.constantFrom(true, true, true, false),
  upstreamWheel: fc.constantFrom(null, null, null, 'demo-1.0-cp311-cp311-linux_armv7l.whl'),
})

const anyWorld = fc.array(fc.tuple(anyRung, anyFate), { minLength: 1, maxLength: 9 }).map((parts) => {
  const pis = parts.filter(([rung]) => rung.platform)
  const ordered = [...pis, ...parts.filter(([rung]) => !rung.platform)]
  return {
    rungs: ladder(...ordered.map(([rung]) => ({ ...rung, platform: rung.platform ? 'linux_armv7l' : 'linux_x86_64' }))),
    fates: ordered.map(([, fate]) => fate),
  }
})

/** A farm of one release: the ladder's facts, and what its builds will do. */
class Farm {
  rungs: Rung[]
  readonly #fates: readonly Fate[]
  readonly #tries = new Map<number, { farm: number; counted: number; free: number; lost: number }>()
  readonly #parked = new Set<number>()
  /** Rungs in the order in which their builds ended. */
  readonly finished: number[] = []

  constructor(rungs: Rung[], fates: readonly Fate[]) {
    this.rungs = rungs
    this.#fates = fates
  }

  plan(): void {
    this.rungs = applyPlan(this.rungs, planRelease(release(), this.rungs, policies()))
    expect(isSettled(planRelease(release(), this.rungs, policies()))).toBe(true)
    expect(this.rungs.filter((rung) => rung.build?.climbing === true).length).toBeLessThanOrEqual(1)
  }

  statuses(): RungStatus[] {
    return statusesOn(release(), this.rungs, policies())
  }

  /** One step of the world; false when nothing is left to do. */
  step(): boolean {
    const place = this.rungs.findIndex(({ build }) => build?.climbing === true)
    if (place !== -1) this.#run(place)
    else if (!this.#resume()) return false
    this.plan()
    return true
  }

  #run(place: number): void {
    const fate = this.#fates[place]
    if (fate === undefined) throw new Error('a rung without a fate')
    if (fate.parked && !this.#parked.has(place)) {
      this.#parked.add(place)
      this.#change(place, { work: 'PARKED', climbing: false })
      return
    }
    const verdict = this.#farmFailure(place, fate) ?? outcomeOf(fate)
    if (verdict === 'RETRY') {
      this.#change(place, { work: 'RETRY' })
      return
    }
    this.finished.push(place)
    this.#change(place, verdict)
    if (verdict.verdict === 'BUILT' && fate.wheel !== null) this.#publish(place, fate.wheel)
  }

  /** The next farm failure that fate has for this build, judged; null when they are over. */
  #farmFailure(place: number, { farm }: Fate): BuildFacts | 'RETRY' | null {
    const tries = this.#tries.get(place) ?? { farm: 0, counted: 0, free: 0, lost: 0 }
    const kind = farm[tries.farm]
    if (kind === undefined) return null
    const lost = tries.lost + (kind === 'BUILDER_LOST' ? 1 : 0)
    const judged = { kind, farmTries: tries.counted + 1, freeRetries: tries.free, lostOnBuilders: lost }
    const judgement = judgeFailure(judged)
    if (judgement.kind === 'final') return failed(kind)
    const counts = judgement.countsAsTry
    this.#tries.set(place, {
      farm: tries.farm + 1,
      counted: tries.counted + (counts ? 1 : 0),
      free: tries.free + (counts ? 0 : 1),
      lost,
    })
    return 'RETRY'
  }

  #resume(): boolean {
    const place = this.rungs.findIndex(({ build }) => build?.work === 'PARKED')
    if (place === -1) return false
    this.#change(place, { work: 'WAITING' })
    return true
  }

  #change(place: number, change: Partial<BuildFacts>): void {
    this.rungs = this.rungs.map((rung, at) =>
      at === place && rung.build !== null ? { ...rung, build: { ...rung.build, ...change } } : rung,
    )
  }

  #publish(from: number, fits: 'pure' | 'abi3' | 'own'): void {
    const wheel = `demo-1.0-${from}.whl`
    const platform = this.rungs[from]?.platform
    this.rungs = this.rungs.map((rung, at) => {
      if (at === from) return { ...rung, ownWheel: wheel }
      const covers = rung.admitted && (fits === 'pure' || (fits === 'abi3' && at > from && rung.platform === platform))
      return covers ? { ...rung, coveringWheel: rung.coveringWheel ?? wheel } : rung
    })
  }
}

function outcomeOf(fate: Fate): BuildFacts {
  if (fate.wheel !== null) return built()
  const judgement = judgeFailure({ ...fresh, kind: fate.kind })
  if (judgement.kind === 'final' && judgement.verdict === 'EXCLUDED') return learnt()
  return failed(fate.kind, { endsClimb: fate.endsClimb && fate.kind === 'WHEEL_INVALID' })
}

/** Runs a release to its end; fails if that takes more steps than its builds can have. */
function climb(rungs: Rung[], fates: readonly Fate[]): Farm {
  const farm = new Farm(rungs, fates)
  farm.plan()
  // Each rung: at most five farm failures, one parking, one resumption, one outcome.
  for (let steps = 0; farm.step(); steps += 1) expect(steps).toBeLessThan(rungs.length * 8)
  return farm
}

describe('a climb, whatever its builds do', () => {
  const check = (property: (farm: Farm, fates: readonly Fate[]) => void) =>
    fc.assert(
      fc.property(anyWorld, ({ rungs, fates }) => {
        property(climb(rungs, fates), fates)
      }),
      { numRuns: 1_000 },
    )

  it('ends, with every rung resolved', () => {
    check((farm) => {
      for (const { status } of farm.statuses()) expect(status).not.toMatch(/^(OPEN|WAITS_FOR_LOWER)$/)
      for (const { build } of farm.rungs) expect(build?.work ?? null).toBeNull()
    })
  })

  it('builds no rung twice', () => {
    check((farm) => expect(new Set(farm.finished).size).toBe(farm.finished.length))
  })

  it('builds nothing more after a pure wheel, which covers every rung that needs one', () => {
    check((farm, fates) => {
      const pure = farm.finished.find((place) => farm.rungs[place]?.ownWheel !== null && fates[place]?.wheel === 'pure')
      if (pure === undefined) return
      expect(farm.finished.at(-1)).toBe(pure)
      for (const status of farm.statuses()) {
        expect(status.status).toMatch(/^(BUILT|EXCLUDED|COVERED|COVERED_UPSTREAM|FAILED|SKIPPED)$/)
      }
      const ended = farm.statuses().filter((status) => status.status === 'FAILED' && status.reason === 'CLIMB_ENDED')
      expect(ended).toEqual([])
    })
  })

  it('goes up only, but for rungs that were parked', () => {
    check((farm, fates) => {
      const inTurn = farm.finished.filter((place) => fates[place]?.parked !== true)
      expect(inTurn).toEqual([...inTurn].sort((a, b) => a - b))
    })
  })

  it('tries every rung that needs a wheel, unless the climb was ended', () => {
    check((farm) => {
      farm.statuses().forEach((status, place) => {
        if (status.status !== 'FAILED') return
        expect(status.reason === 'CLIMB_ENDED' || farm.finished.includes(place)).toBe(true)
      })
    })
  })
})
