import type { TestProject } from 'vitest/node'

/** Finds or starts what the tests talk to, before any of them runs; stops what it started afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const adminUrl = process.env.TEST_DATABASE_URL
  if (adminUrl === undefined) throw new Error('set TEST_DATABASE_URL')
  project.provide('adminDatabaseUrl', adminUrl)
  return async () => {}
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database on a server where tests may create others. */
    adminDatabaseUrl: string
  }
}
