/** Draws from a seed: the same seed draws the same. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  /** One of them. @throws {Error} when there are none */
  one<T>(of: readonly T[]): T
  /** True once in `times`. */
  onceIn(times: number): boolean
}

/** Mulberry32 (public domain, Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number) => Math.floor(next() * most)
  return {
    below,
    one: (of) => {
      if (of.length === 0) throw new Error('nothing to draw from')
      // In range by the line above.
      return of[below(of.length)] as (typeof of)[number]
    },
    onceIn: (times) => below(times) === 0,
  }
}
