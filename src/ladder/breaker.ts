/** Free farm failures in a row that a target bears before it rests; one bad sdist host must not stop a whole platform. */
const tolerated = 5
const firstRestMs = 2 * 60_000
const longestRestMs = 60 * 60_000

/**
 * How long a target rests after farm failures in a row that used up no try (an outage, a full disk): its queue gets nothing
 * new meanwhile. After the rest its builds are tried again; the next failure rests it twice as long, any other result
 * sets `failures` to 0.
 * @param failures in a row, on all builds of the target, the last one included
 * @returns milliseconds, from 2 minutes to 1 hour; null: no rest
 */
export function breakerAfter({ failures }: { failures: number }): { restMs: number | null } {
  if (failures < tolerated) return { restMs: null }
  return { restMs: Math.min(firstRestMs * 2 ** (failures - tolerated), longestRestMs) }
}
