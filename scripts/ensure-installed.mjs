import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from './package-root.mjs'
import { plainEnvironment, runStep } from './run-command.mjs'

/** Holds the digest of the lock file that node_modules was installed from. */
const stamp = join(packageRoot, 'node_modules', '.wheelyard-install')
const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-progress']

/**
 * Installs the packages of the lock file, unless that has been done.
 * @throws {Error} if npm fails; npm has then said why
 */
export async function ensureInstalled() {
  const lock = readFileSync(join(packageRoot, 'package-lock.json'))
  const digest = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  if (!isComplete(JSON.parse(lock.toString()))) {
    console.log('Installing packages (npm ci) …')
    const code = await npm('ci', '--include=dev', '--include=optional', ...quiet)
    if (code !== 0) throw new Error(`The packages could not be installed: npm ci ended with exit code ${code}.`)
  }
  writeFileSync(stamp, digest)
}

/**
 * Whether somebody ran `npm ci` by hand: every package is there in the locked version. Of the optional ones only ours
 * are asked for, PostgreSQL's binaries, since which others are missing is up to the platform and its registry.
 */
function isComplete({ packages: locked }) {
  const hidden = join(packageRoot, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const { packages: installed } = JSON.parse(readFileSync(hidden, 'utf8'))
  const ours = Object.keys(locked[''].optionalDependencies).map((name) => `node_modules/${name}`)
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (found === undefined) return wanted.optional === true && !(ours.includes(path) && fitsHere(wanted))
    return found.version === wanted.version
  })
}

function fitsHere({ os, cpu }) {
  return os.includes(process.platform) && cpu.includes(process.arch)
}

function npm(...args) {
  const script = process.env.npm_execpath ?? ''
  const env = { ...installEnvironment(), ...cacheFolder() }
  return /npm-cli\.c?js$/.test(script)
    ? runStep(process.execPath, [script, ...args], { env })
    : runStep('npm', args, { env })
}

/** A home that cannot be written, such as nobody's, leaves npm without a cache. */
function cacheFolder() {
  try {
    accessSync(homedir(), constants.W_OK)
    return {}
  } catch {
    return { npm_config_cache: join(tmpdir(), `wheelyard-npm-${process.getuid?.() ?? 'cache'}`) }
  }
}

/** The caller's npm settings (registry, proxy, cache) stay; those that would install elsewhere, or less, do not. */
function installEnvironment() {
  const harmful =
    /^npm_config_(global|location|prefix|local_prefix|global_prefix|dry_run|omit|only|production|include|workspaces?|package_lock(_only)?|ignore_scripts)$/i
  const settings = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name) && !harmful.test(name))
  return { ...plainEnvironment(), ...Object.fromEntries(settings) }
}
