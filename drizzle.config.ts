import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './schema/tables/*.ts',
  /** Set by the check that compares migrations with tables, which lets drizzle-kit write into a copy. */
  out: process.env.WHEELYARD_MIGRATIONS ?? './migrations',
  casing: 'snake_case',
})
