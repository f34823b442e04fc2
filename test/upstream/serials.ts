/**
 * Makes serials that grow with random gaps, as PyPI's do: mostly 1 to 8, now and then up to 5,000.
 * @param seed same seed, same gaps
 */
export function createSerials(seed: number): (last: number) => number {
  const random = mulberry32(seed)
  return (last) => last + 1 + Math.floor(random() * (random() < 0.02 ? 5_000 : 8))
}

/** A small seeded generator of numbers from 0 up to 1 (mulberry32, public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
