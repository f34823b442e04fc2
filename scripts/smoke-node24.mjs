/**
 * Tries a whole farm on Node.js 24: `npm run smoke:node24`. Fetches Node.js 24 from npm into a temporary folder, starts the
 * demo farm on it without builders, downloads the builder of one file, and has it build one package on the same Node.js.
 * Needs a Python with pip; takes a minute or two.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from './ensure-built.mjs'
import { packageRoot } from './package-root.mjs'
import { plainEnvironment } from './run-command.mjs'

const WITHIN_MS = 300_000
const main = join(packageRoot, 'dist', 'src', 'main.js')
const scratch = mkdtempSync(join(tmpdir(), 'wheelyard-node24-'))
const env = { ...plainEnvironment(), HOME: scratch, npm_config_cache: join(scratch, 'npm'), LOG_LEVEL: 'warn' }
const running = []

async function smoke() {
  await ensureBuilt()
  const node = fetchNode()
  const farm = start(node, [main, 'up', '--demo', '--no-builders', '--port', '0', '--data', join(scratch, 'farm')])
  const address = await addressOf(farm)
  console.log(`farm at ${address}`)

  const home = join(scratch, 'builder')
  mkdirSync(home)
  const download = await fetch(`${address}/farm/v1/builder.mjs`)
  if (!download.ok) throw new Error(`no builder: ${download.status} ${await download.text()}`)
  writeFileSync(join(home, 'builder.mjs'), Buffer.from(await download.arrayBuffer()))
  const token = call(node, [main, 'builder', 'token', '--data', join(scratch, 'farm')]).trim()
  const enrol = ['builder.mjs', 'enrol', '--server', address, '--token', token, '--python', 'python3']
  console.log(call(node, enrol, home).trim())
  start(node, ['builder.mjs', 'run'], home)

  console.log(`built ${await builtWheel(address, 'demo-greeting')}`)
}

/** npm's package `node` has the binary of this system. */
function fetchNode() {
  console.log('Fetching Node.js 24 …')
  const fetched = [
    'install',
    '--prefix',
    scratch,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    'node@24',
  ]
  execFileSync('npm', fetched, { cwd: scratch, env: { ...env, HOME: process.env.HOME }, stdio: 'inherit' })
  const node = join(scratch, 'node_modules', 'node', 'bin', 'node')
  const version = call(node, ['--version']).trim()
  console.log(`Node.js ${version}`)
  if (!version.startsWith('v24.')) throw new Error(`npm brought ${version}`)
  return node
}

function call(command, args, cwd = scratch) {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

function start(command, args, cwd = scratch) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(child)
  return child
}

/** The farm says its address, and last that Ctrl-C stops it. */
async function addressOf(farm) {
  let address
  for await (const line of createInterface({ input: farm.stdout })) {
    address ??= /page\s+(http\S+)\//.exec(line)?.[1]
    if (line.startsWith('Ctrl-C')) break
  }
  farm.stdout.resume()
  if (address === undefined) throw new Error('the farm did not start')
  return address
}

async function builtWheel(address, name) {
  const query = `{ package(name: "${name}") { releases { nodes { status { wheel { filename } } } } } }`
  for (const deadline = Date.now() + WITHIN_MS; Date.now() < deadline; await sleep(500)) {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${address}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    const { data } = await answer.json()
    const statuses = data?.package?.releases.nodes.flatMap((release) => release.status) ?? []
    const wheel = statuses.find((status) => status.wheel !== null)?.wheel
    if (wheel) return wheel.filename
  }
  throw new Error(`${name} was not built in ${WITHIN_MS / 1_000} s`)
}

async function stopAll() {
  for (const child of running.reverse()) {
    if (child.exitCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
    if (child.exitCode !== 0) throw new Error(`${child.spawnargs.slice(1, 3).join(' ')} ended with ${child.exitCode}`)
  }
}

try {
  await smoke()
  await stopAll()
  console.log('Server and builder work on Node.js 24.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
}
