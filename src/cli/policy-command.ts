import { type Command, InvalidArgumentError, Option } from 'commander'
import { NotFoundError } from '../errors.ts'
import { changePolicy } from '../jobs/policies.ts'
import { normaliseName } from '../ladder/names.ts'
import type { Policies } from '../ladder/policies.ts'
import { findPackage } from '../store/packages.ts'
import { type PolicyWords, readFarmPolicies, readPolicies, readWords } from '../store/policies.ts'
import { actor, once } from './one-shot.ts'
import { print, table } from './output.ts'

/** `wheelyard policy show|set`: what is built of all packages, and of one. */
export function addPolicyCommand(program: Command): void {
  const policy = program.command('policy').description('what is built: of all packages, or of one')
  policy
    .command('show')
    .description('the policies in force, and who says so')
    .argument('[package]', 'default: those for all packages')
    .action((name: string | undefined, _options: object, command: Command) =>
      once(command, async ({ farm, output }) => {
        const { db } = farm.database
        const owner = name === undefined ? null : await findPackage(db, normaliseName(name))
        if (name !== undefined && owner === null) {
          throw new NotFoundError('PACKAGE_UNKNOWN', `there is no package ${normaliseName(name.slice(0, 200))}`)
        }
        const [own, farmWords] = [await readWords(db, owner?.id ?? null), await readWords(db, null)]
        const ofAll = await readFarmPolicies(db)
        const inForce = owner === null ? ofAll : ((await readPolicies(db, [owner.id]))[0]?.policies ?? ofAll)
        const skipped = owner?.skipReason ?? null
        const lines = policyLines(inForce, owner === null ? null : own, farmWords)
        print(output, { policies: inForce, skipped }, [...lines, ...(skipped === null ? [] : [`skipped: ${skipped}`])])
      }),
    )
  addSetCommand(policy)
}

type SetOptions = Partial<Record<keyof Policies, string>> & { reason: string }

function addSetCommand(policy: Command): void {
  const choices = (flag: string, words: string[], what: string) =>
    new Option(`${flag} <word>`, what).choices([...words, 'default'])
  policy
    .command('set')
    .description('change policies; `default` takes a word back')
    .argument('[package]', 'default: for all packages that have no word of their own')
    .addOption(choices('--prereleases', ['build', 'skip'], 'pre-releases'))
    .addOption(choices('--yanked', ['build', 'skip'], 'yanked releases'))
    .addOption(choices('--upstream-wheels', ['accept', 'ignore'], "whether PyPI's wheels spare builds"))
    .option('--newest <n>', 'only the newest N releases of a package; `all`, or `default`', parseNewest)
    .requiredOption('--reason <text>', 'why')
    .action((name: string | undefined, { reason, ...options }: SetOptions, command: Command) =>
      once(command, async ({ farm, output }) => {
        const words = await changePolicy(farm, name ?? null, wordsOf(options), { actor: actor(), reason })
        const whose = name === undefined ? 'all packages' : name
        print(output, { package: name ?? null, words }, [`changed for ${whose}; what it touches is planned anew`])
      }),
    )
}

/** The options hold the words that `choices` and `parseNewest` let through. */
function wordsOf(options: Omit<SetOptions, 'reason'>): Partial<PolicyWords> {
  const given = Object.entries(options).map(([key, word]) => [key, word === 'default' ? null : word])
  const { newest, ...words } = Object.fromEntries(given)
  if (newest === undefined) return words
  return { ...words, newest: newest === 'all' ? 0 : newest === null ? null : Number(newest) }
}

function parseNewest(text: string): string {
  if (/^(all|default|[1-9]\d{0,4})$/.test(text)) return text
  throw new InvalidArgumentError('Give a number from 1 to 10000, `all` or `default`.')
}

function policyLines(inForce: Policies, own: PolicyWords | null, farm: PolicyWords): string[] {
  const says = (key: keyof Policies) => {
    if (own !== null && own[key] !== null) return 'the package'
    return farm[key] === null ? 'the default' : 'the farm'
  }
  const keys = ['prereleases', 'yanked', 'upstreamWheels', 'newest'] as const
  return table(
    ['policy', 'word', 'says'],
    keys.map((key) => [key, inForce[key] ?? 'all', says(key)]),
    '',
  )
}
