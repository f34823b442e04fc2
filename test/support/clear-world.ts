import type { TestFarm } from './farm.ts'

/** Empties a farm for the next test, its append-only record of builds too. */
export async function clearWorld({ database: { sql } }: Pick<TestFarm, 'database'>): Promise<void> {
  await sql`alter table build_events disable trigger build_events_append_only`
  await sql`truncate packages, targets, builders, tag_sets, requires_pythons restart identity cascade`
  await sql`alter table build_events enable trigger build_events_append_only`
}
