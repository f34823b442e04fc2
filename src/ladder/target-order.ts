/** What decides the place of a target in the ladder. */
export interface TargetPlace {
  /** Platforms climb one after the other in this order. */
  platformOrder: number
  platform: string
  /** ABI tag, such as `cp311`. */
  abi: string
}

/**
 * The order of rungs: platform by platform, then Python versions as numbers (`cp39` before `cp310`), a plain build before
 * its variants (`cp313` before `cp313t`).
 */
export function compareTargets(a: TargetPlace, b: TargetPlace): number {
  return a.platformOrder - b.platformOrder || compareTexts(a.platform, b.platform) || compareAbis(a.abi, b.abi)
}

function compareAbis(a: string, b: string): number {
  const [placeOfA, placeOfB] = [abiPlace(a), abiPlace(b)]
  return (
    placeOfA.major - placeOfB.major || placeOfA.minor - placeOfB.minor || compareTexts(placeOfA.rest, placeOfB.rest)
  )
}

/** `cp313t` → 3, 13, `t`. An ABI of another kind comes after all of CPython's. */
function abiPlace(abi: string): { major: number; minor: number; rest: string } {
  const parts = /^cp([0-9])([0-9]+)([a-z]*)$/.exec(abi)
  if (parts === null) return { major: Number.MAX_SAFE_INTEGER, minor: 0, rest: abi }
  return { major: Number(parts[1]), minor: Number(parts[2]), rest: parts[3] ?? '' }
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
