/** What is done to the farm, and when; and what must come of it. Made of the seed alone: the farm is never asked. */
export interface ChaosScript {
  steps: readonly Step[]
  /** Where each release must stand at the end. */
  expected: ReadonlyMap<string, 'BUILT' | 'FAILED'>
}

export type Step =
  | { kind: 'release'; name: string; version: string; failingMinor: boolean }
  | { kind: 'fault'; fault: Fault; builder: number }
  | { kind: 'wait'; ms: number }

export const faults = [
  'kill builder',
  'kill api',
  'kill dispatch',
  'flush redis',
  'restart redis',
  'restart postgres',
  'kill postgres',
  'cut connections',
  'delay connections',
] as const
export type Fault = (typeof faults)[number]

/** Demo packages that build within a second or two, with what comes of them; `picky` fails on the Python that it is told to. */
const packages = [
  { name: 'demo-greeting', outcome: 'BUILT', failing: false },
  { name: 'demo-colours', outcome: 'BUILT', failing: false },
  { name: 'demo-headless', outcome: 'FAILED', failing: false },
  { name: 'demo-picky', outcome: 'FAILED', failing: true },
  { name: 'demo-sensor', outcome: 'BUILT', failing: false },
] as const

/** @param seconds how long it takes, without what the faults themselves take */
export function writeScript(seed: number, seconds: number): ChaosScript {
  const random = randomOf(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T // the lists are not empty
  const steps: Step[] = []
  const expected = new Map<string, 'BUILT' | 'FAILED'>()
  const order = shuffled(faults, random)
  for (let atMs = 0, n = 0; atMs < seconds * 1_000; n += 1) {
    const { name, outcome, failing } = pick(packages)
    const version = `${n + 1}.0`
    steps.push({ kind: 'release', name, version, failingMinor: failing })
    expected.set(`${name} ${version}`, outcome)
    const ms = 300 + Math.floor(random() * 1_500)
    steps.push({ kind: 'wait', ms })
    atMs += ms
    // Each kind once before any comes again by chance.
    const fault = order[n] ?? pick(faults)
    steps.push({ kind: 'fault', fault, builder: Math.floor(random() * 3) })
    const restMs = 300 + Math.floor(random() * 1_500)
    steps.push({ kind: 'wait', ms: restMs })
    atMs += restMs
  }
  return { steps, expected }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

/** mulberry32: small, and the same on every machine. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
