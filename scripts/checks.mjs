import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { areMigrationsCurrent } from './check-migrations.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { packageRoot } from './package-root.mjs'
import { runTool } from './run-command.mjs'

/** What `npm test` looks at, in this order: the quick first, the tests last. Each step returns an exit code. */
const steps = [
  ['Format and lint', () => runTool('biome', ['check', '--error-on-warnings', '.'])],
  ['Types', () => runTool('tsc', ['-p', 'tsconfig.json'])],
  ['Types of what ships', () => runTool('tsc', ['-p', 'tsconfig.build.json', '--noEmit'])],
  ['Migrations are what the tables say', areMigrationsCurrent],
  ['Resolver types are what the schema says', areResolverTypesCurrent],
  ['No unused files, exports or dependencies', () => runTool('knip', ['--no-progress'])],
  ['Build', () => ensureBuilt().then(() => 0)],
]

/**
 * Runs every check and then the tests; stops at the first that fails.
 * @param testArgs handed on to vitest, such as the tests to run
 * @returns the exit code
 */
export async function checks(testArgs) {
  for (const [headline, run] of steps) {
    console.log(`\n== ${headline}`)
    const code = await run()
    if (code !== 0) {
      console.error(`\nFAILED: ${headline}`)
      return code
    }
  }
  console.log('\n== Tests')
  return runTests(testArgs)
}

function areResolverTypesCurrent() {
  const script = 'scripts/generate-resolver-types.ts'
  return existsSync(join(packageRoot, script)) ? runTool('tsx', [script, '--check']) : 0
}

async function runTests(testArgs) {
  const folder = mkdtempSync(join(tmpdir(), 'wheelyard-results-'))
  const results = join(folder, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const code = await runTool('vitest', ['run', ...reporters, ...testArgs])
    if (existsSync(results)) console.log(summary(JSON.parse(readFileSync(results, 'utf8'))))
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One line in a form that CI reads. A test file that could not be loaded counts as one failure. */
function summary({ testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  )
  const skipped = numPendingTests + numTodoTests
  const parts = [`${numPassedTests} passed`, `${numFailedTests + unloaded.length} failed`]
  return [...parts, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ')
}
