import { parseName } from '../jobs/parse-name.ts'
import { changePolicy } from '../jobs/policies.ts'
import { defaultPolicies, type Policies } from '../ladder/policies.ts'
import { findPackage } from '../store/packages.ts'
import { type PolicyWords, readFarmPolicies, readPolicies } from '../store/policies.ts'
import { refusable } from './refusable.ts'
import type { AcceptOrIgnore, BuildOrSkip, MutationResolvers, Policy, PolicyChangeInput } from './resolvers.gen.ts'

const said = { build: 'BUILD', skip: 'SKIP', accept: 'ACCEPT', ignore: 'IGNORE' } as const
const meant = { BUILD: 'build', SKIP: 'skip', ACCEPT: 'accept', IGNORE: 'ignore' } as const

/** Policies as the API says them. */
export function policyOf({ prereleases, yanked, upstreamWheels, newest }: Policies = defaultPolicies): Policy {
  return { prereleases: said[prereleases], yanked: said[yanked], upstreamWheels: said[upstreamWheels], newest }
}

export const policyMutation: Pick<MutationResolvers, 'policyChange'> = {
  policyChange: (_root, { input }, context) =>
    refusable(context, async (actor) => {
      const { db } = context.farm.database
      const name = input.package == null ? null : parseName(input.package, 'package')
      await changePolicy(context.farm, name, wordsOf(input), { actor, reason: input.reason })
      const owner = name === null ? null : await findPackage(db, name)
      const inForce = owner === null ? await readFarmPolicies(db) : (await readPolicies(db, [owner.id]))[0]?.policies
      return { policy: policyOf(inForce) }
    }),
}

/** What is left out stays as it is. */
function wordsOf({ prereleases, yanked, upstreamWheels, newest }: PolicyChangeInput): Partial<PolicyWords> {
  return {
    ...(prereleases === undefined ? {} : { prereleases: word(prereleases) }),
    ...(yanked === undefined ? {} : { yanked: word(yanked) }),
    ...(upstreamWheels === undefined ? {} : { upstreamWheels: word(upstreamWheels) }),
    ...(newest === undefined ? {} : { newest }),
  }
}

function word<T extends BuildOrSkip | AcceptOrIgnore>(given: T | null): (typeof meant)[T] | null {
  return given === null ? null : meant[given]
}
