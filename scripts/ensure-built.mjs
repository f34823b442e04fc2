import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-root.mjs'
import { runTool } from './run-command.mjs'

/** Holds the digest of the sources that dist/ was compiled from; written last. */
const stamp = join(packageRoot, 'dist', '.wheelyard-build')
const sources = [
  'src',
  'schema',
  'web',
  'test/upstream',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'scripts/bundle-builder.mjs',
]

/**
 * Compiles to dist/ and makes the builder of one file, unless that was done from these very sources.
 * @throws {Error} if the compiler or the bundler finds a fault; it has then said which
 */
export async function ensureBuilt() {
  const digest = digestOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  console.log('Compiling …')
  rmSync(join(packageRoot, 'dist'), { recursive: true, force: true })
  const code = await runTool('tsc', ['-p', 'tsconfig.build.json'])
  if (code !== 0) throw new Error('The sources do not compile.')
  // Only now: it needs esbuild, and this file is read before anything is installed.
  const { bundleBuilder } = await import('./bundle-builder.mjs')
  await bundleBuilder()
  writeFileSync(stamp, digest)
}

function digestOfSources() {
  const hash = createHash('sha256')
  for (const source of sources.flatMap(filesOf))
    hash.update(`${source}\0`).update(readFileSync(join(packageRoot, source)))
  return hash.digest('hex')
}

function filesOf(path) {
  if (/\.(json|mjs)$/.test(path)) return [path]
  const entries = readdirSync(join(packageRoot, path), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1))
    .sort()
}
