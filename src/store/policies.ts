import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { PackageId, ReleaseId } from '../../schema/ids.ts'
import { policies, replans } from '../../schema/tables/policies.ts'
import { defaultPolicies, type Policies } from '../ladder/policies.ts'
import type { Db, Tx } from './database.ts'

/** What one row says; null where it leaves the decision to the next. `newest` 0: all of them. */
export type PolicyWords = { [Name in keyof Policies]: Policies[Name] | null }

export const silentWords: PolicyWords = { prereleases: null, yanked: null, upstreamWheels: null, newest: null }

/** The policies in force for a package as one row, with columns named as in `Policies`: its own, else the farm's, else the default. */
export const policiesOf = (packageId: SQL): SQL => sql`(
  select coalesce(own.prereleases, farm.prereleases, ${defaultPolicies.prereleases}) as prereleases,
    coalesce(own.yanked, farm.yanked, ${defaultPolicies.yanked}) as yanked,
    coalesce(own.upstream_wheels, farm.upstream_wheels, ${defaultPolicies.upstreamWheels}) as "upstreamWheels",
    nullif(coalesce(own.newest, farm.newest, 0), 0) as newest
  from (select 1) as one
    left join policies own on own.package_id = ${packageId}
    left join policies farm on farm.package_id is null)`

/** What is said of a package itself, or with null of all. */
export async function readWords(db: Db | Tx, owner: PackageId | null): Promise<PolicyWords> {
  const [row] = await db.select().from(policies).where(isOf(owner))
  if (row === undefined) return silentWords
  const { prereleases, yanked, upstreamWheels, newest } = row
  return { prereleases, yanked, upstreamWheels, newest }
}

/** The policies in force for all packages that have no word of their own. */
export async function readFarmPolicies(db: Db | Tx): Promise<Policies> {
  const rows = await db.execute<{ policy: Policies }>(
    sql`select to_json(policy) as policy from ${policiesOf(sql`null::bigint`)} as policy`,
  )
  return rows[0]?.policy ?? defaultPolicies
}

/** The policies in force for packages. */
export async function readPolicies(
  db: Db | Tx,
  owners: readonly PackageId[],
): Promise<{ owner: PackageId; policies: Policies }[]> {
  const rows = await db.execute<{ owner: string; policy: Policies }>(sql`
    select p.id as owner, to_json(policy) as policy
    from packages p cross join lateral ${policiesOf(sql`p.id`)} as policy
    where p.id = any(${sql.param([...owners])}::bigint[])`)
  // The column is packages.id.
  return rows.map(({ owner, policy }) => ({ owner: Number(owner) as PackageId, policies: policy }))
}

export async function writeWords(tx: Tx, owner: PackageId | null, words: PolicyWords, actor: string): Promise<void> {
  const set = { ...words, changedAt: sql`now()`, changedBy: actor }
  await tx
    .insert(policies)
    .values({ packageId: owner, ...words, changedBy: actor })
    .onConflictDoUpdate({ target: policies.packageId, set })
}

const isOf = (owner: PackageId | null) => (owner === null ? isNull(policies.packageId) : eq(policies.packageId, owner))

/** A rule that can be changed for all packages at once: a policy, or which packages are followed. */
export type Rule = keyof Policies | 'follows'

/** Has all releases planned anew that a changed rule can touch, by `takeReplan`. */
export async function askReplan(tx: Tx, touches: readonly Rule[], reason: string): Promise<void> {
  // The id is below that of any release.
  await tx.insert(replans).values({ touches: [...touches], through: 0 as ReleaseId, reason })
}

/** Ids that one step looks at. */
const STEP = 20_000

/** Takes one step of what is to be planned anew. @returns releases to plan, and why; null when nothing is left */
export async function takeReplan(tx: Tx): Promise<{ releases: ReleaseId[]; reason: string } | null> {
  const [row] = await tx.select().from(replans).orderBy(replans.id).limit(1).for('update', { skipLocked: true })
  if (row === undefined) return null
  const touched = await tx.execute<{ id: string }>(sql`
    select r.id from releases r join packages p on p.id = r.package_id left join policies own on own.package_id = p.id
    where r.id > ${row.through} and r.id <= ${row.through + STEP} and (${touchedBy(row.touches)}) order by r.id`)
  const [left] = [...(await tx.execute(sql`select min(id) as id from releases where id > ${row.through + STEP}`))]
  if (left?.id == null) await tx.delete(replans).where(eq(replans.id, row.id))
  // One below a release that there is.
  else
    await tx
      .update(replans)
      .set({ through: (Number(left.id) - 1) as ReleaseId })
      .where(eq(replans.id, row.id))
  // The column is releases.id.
  return { releases: touched.map(({ id }) => Number(id) as ReleaseId), reason: row.reason }
}

/** The releases of a package that a change of its policies can touch. */
export async function listTouched(tx: Tx, owner: PackageId, touches: readonly Rule[]): Promise<ReleaseId[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select r.id from releases r join packages p on p.id = r.package_id left join policies own on false
    where r.package_id = ${owner} and (${touchedBy(touches)})`)
  // The column is releases.id.
  return rows.map(({ id }) => Number(id) as ReleaseId)
}

const touching: Record<Rule, SQL> = {
  prereleases: sql`(r.is_prerelease and own.prereleases is null)`,
  yanked: sql`(r.yanked and own.yanked is null)`,
  upstreamWheels: sql`(own.upstream_wheels is null
    and exists (select 1 from files f where f.release_id = r.id and f.kind = 'wheel' and f.removed_at is null))`,
  newest: sql`(own.newest is null)`,
  follows: sql`(not p.from_start)`,
}

function touchedBy(touches: readonly string[]): SQL {
  const rules = Object.entries(touching).filter(([name]) => touches.includes(name))
  return rules.length === 0
    ? sql`false`
    : sql.join(
        rules.map(([, condition]) => condition),
        sql` or `,
      )
}
