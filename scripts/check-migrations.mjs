import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { packageRoot } from './package-root.mjs'
import { runTool } from './run-command.mjs'

/**
 * Whether the migrations are sound and lead to the tables of schema/tables: in a copy of them, drizzle-kit must find
 * nothing to generate.
 * @returns an exit code
 */
export async function areMigrationsCurrent() {
  const folder = mkdtempSync(join(tmpdir(), 'wheelyard-migrations-'))
  try {
    cpSync(join(packageRoot, 'migrations'), folder, { recursive: true })
    const before = readdirSync(folder)
    const env = { ...process.env, WHEELYARD_MIGRATIONS: relative(packageRoot, folder) }
    const code =
      (await runTool('drizzle-kit', ['check'], { env })) || (await runTool('drizzle-kit', ['generate'], { env }))
    const added = readdirSync(folder).filter((file) => !before.includes(file))
    if (added.length === 0) return code
    console.error('The tables have changed without a migration: npx drizzle-kit generate --name WHAT_CHANGED')
    return 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
