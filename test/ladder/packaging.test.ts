import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseName } from '../../src/ladder/names.ts'
import { admits } from '../../src/ladder/requires-python.ts'
import { fits } from '../../src/ladder/tags.ts'
import { compareVersions, isLocalVersion, isPrerelease, versionKey } from '../../src/ladder/version.ts'
import { buildTagNumber, parseWheelName } from '../../src/ladder/wheel-name.ts'
import { acceptedTags, aTarget } from './accepted-tags.ts'
import { answersOf, findOracle, type Oracle } from './packaging-oracle.ts'
import { aName, aPython, aSpecifierSet, aVersion, aWheelName, garbledVersion, nearVersions } from './spellings.ts'

const seed = 440_427
const oracle = await findOracle()
const title =
  oracle === null
    ? "pip's packaging: SKIPPED, no python3 with a pip of 2021 or later was found in PATH or pyenv"
    : `pip ${oracle.pip}'s packaging ${oracle.packaging} says the same (seed ${seed})`

// The reporter does not name tests that are skipped.
if (oracle === null) console.warn(title)

/** Asks both sides about `count` samples; gives those on which they differ. */
async function differences<T>(
  samples: fc.Arbitrary<T>,
  count: number,
  ask: (sample: T) => object,
  ours: (sample: T) => unknown,
): Promise<object[]> {
  const cases = fc.sample(samples, { seed, numRuns: count })
  const theirs = await answersOf(askable(), cases.map(ask))
  return cases
    .map((sample, place) => ({ sample, ours: ours(sample), theirs: theirs[place] }))
    .filter((answer) => JSON.stringify(answer.ours) !== JSON.stringify(answer.theirs))
    .slice(0, 10)
}

function askable(): Oracle {
  if (oracle === null) throw new Error('skipped without an oracle')
  return oracle
}

describe.skipIf(oracle === null)(title, () => {
  it('on 2,000 names', async () => {
    const found = await differences(aName, 2_000, (raw) => ({ ask: 'name', raw }), normaliseName)
    expect(found).toEqual([])
  })

  it('on 6,000 versions, a third of them garbled', async () => {
    const found = await differences(
      fc.oneof(aVersion, aVersion, garbledVersion),
      6_000,
      (text) => ({ ask: 'version', text }),
      (text) => {
        const key = versionKey(text)
        return key === null ? null : { key, prerelease: isPrerelease(text), local: isLocalVersion(text) }
      },
    )
    expect(found).toEqual([])
  })

  it('on the order of 8,000 pairs of versions', async () => {
    const found = await differences(
      nearVersions,
      8_000,
      ([a, b]) => ({ ask: 'compare', a, b }),
      ([a, b]) => Math.sign(compareVersions(a, b)),
    )
    expect(found).toEqual([])
  })

  it('on 8,000 specifier sets', async () => {
    const found = await differences(
      fc.tuple(aSpecifierSet, aPython),
      8_000,
      ([text, python]) => ({ ask: 'admits', text, python }),
      ([text, python]) => admits(text, python.join('.')),
    )
    expect(found).toEqual([])
  })

  it('on 4,000 names of wheels', async () => {
    const found = await differences(aWheelName, 4_000, (filename) => ({ ask: 'wheel', filename }), readWheelName)
    expect(found).toEqual([])
  })

  it('on whether 4,000 wheels fit', async () => {
    const targets = fc.sample(aTarget, { seed, numRuns: 40 })
    const samples = fc.sample(
      fc.tuple(
        aWheelName.filter((name) => readWheelName(name) !== null),
        fc.nat(39),
      ),
      { seed, numRuns: 4_000 },
    )
    const [lists, theirs] = split(
      await answersOf(askable(), [
        ...targets.map((target, id) => ({ ask: 'accepted', id, ...target })),
        ...samples.map(([filename, target]) => ({ ask: 'fits', filename, target })),
      ]),
      targets.length,
    )
    // Our own copy of the rule, which the tables of other tests use, is checked on the way.
    expect(lists).toEqual(targets.map(acceptedTags))
    const accepted = targets.map((target) => new Set(acceptedTags(target)))
    const ours = samples.map(([filename, target]) => fits(parseWheelName(filename).tags, accepted[target] ?? new Set()))
    expect(ours).toEqual(theirs)
    expect(ours.filter(Boolean).length).toBeGreaterThan(250)
  })
})

function readWheelName(filename: string): object | null {
  try {
    const { distribution, version, buildTag, tags } = parseWheelName(filename)
    return { distribution, key: versionKey(version), build: buildTagNumber(buildTag), tags }
  } catch {
    return null
  }
}

function split<T>(items: readonly T[], at: number): [T[], T[]] {
  return [items.slice(0, at), items.slice(at)]
}
