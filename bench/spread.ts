import { round } from './bench.ts'

/** How measured times lie. All in the unit of the samples. */
export interface Spread {
  samples: number
  p50: number
  p99: number
  most: number
}

/** Nearest-rank percentiles; zeros where there is no sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const inOrder = samples.toSorted((a, b) => a - b)
  const at = (share: number) => inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)] ?? 0
  return { samples: inOrder.length, p50: round(at(0.5), 3), p99: round(at(0.99), 3), most: round(at(1), 3) }
}

/** What `work` takes, in milliseconds, each time; stops early when the signal fires. */
export async function timesOf(
  times: number,
  signal: AbortSignal,
  work: (time: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = []
  for (let time = 0; time < times && !signal.aborted; time += 1) {
    const from = performance.now()
    await work(time)
    taken.push(performance.now() - from)
  }
  return taken
}
