/** More of them, or longer ones, are no build's. */
const bounds = { count: 200, chars: 1_000 } as const

/** A name, extras, versions, and a marker: what an index serves. No address, no path, no option of pip, no line of its own. */
const fetchable =
  /^[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[A-Za-z0-9._,\s-]*\])?\s*(?:\(?\s*(?:(?:===|[<>=!~]=|[<>])\s*[A-Za-z0-9.*+!_-]+\s*,?\s*)*\)?)\s*(?:;[\x20-\x7e]*)?$/

/** What is wrong with a list of build requirements, and which one it is. */
export type RequirementFault = { requirement: string; line: string }

/**
 * Whether pip may be told to fetch these. They come from strangers and become arguments of a command that has the network: what
 * could be taken for an option, a path or an address is refused, since pip builds what it fetches from an address. Pure.
 * @returns null when all may be fetched
 */
export function faultOfRequirements(requirements: readonly string[]): RequirementFault | null {
  if (requirements.length > bounds.count) {
    return { requirement: '', line: `there are ${requirements.length} build requirements` }
  }
  const bad = requirements.find((one) => one.length > bounds.chars || !fetchable.test(one.trim()))
  if (bad === undefined) return null
  return {
    requirement: bad.slice(0, 100),
    line: `the build requirement ${bad.slice(0, 100)} is none that an index serves`,
  }
}
