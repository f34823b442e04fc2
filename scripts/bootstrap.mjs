/**
 * Makes a fresh clone ready and runs a command in it: `node scripts/bootstrap.mjs demo|start|test [arguments]`.
 * Plain JavaScript without dependencies, since it runs before there are any.
 */
import { checks } from './checks.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './ensure-installed.mjs'
import { runService } from './run-command.mjs'

const [command = '', ...args] = process.argv.slice(2)

const commands = {
  demo: () => serve('up', '--demo', ...args),
  start: () => serve('up', ...args),
  test: () => checks(args),
}

async function serve(...farmArgs) {
  await ensureBuilt()
  return runService(process.execPath, ['dist/src/main.js', ...farmArgs])
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Wheelyard needs Node.js 20.19 or newer; this is ${process.versions.node} (${process.execPath}).`)
  process.exit(1)
}

checkNode()
const run = commands[command]
if (run === undefined) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [arguments]`)
  process.exit(2)
}
try {
  await ensureInstalled()
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = error?.exitCode ?? 1
}
