/**
 * Adds to package-lock.json the optional packages of other platforms that the registry did not have when npm wrote it:
 * `npm ci` refuses a lock file that lacks any. Run it after `npm install` against a mirror that holds one platform only.
 * Such an entry has a version but no checksum until npm is run against a registry that knows the package.
 * With `--check` it only tells whether any is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-root.mjs'

const OS = /(?:^|-)(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|aix)(?:-|$)/
const CPU = /-(arm64|armv7|arm|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el|wasm32)(?:-|$)/
const LIBC = /(?:^|-)(?:linux-.*)(musl|gnu)/

/** Places of optional packages that no folder of the tree provides, with what is to stand there. */
function missingEntries(packages) {
  const missing = {}
  for (const [place, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (!isProvided(packages, place, name)) missing[`node_modules/${name}`] = entry(name, version, parent)
    }
  }
  return missing
}

/** Looks where Node would: in the package's own node_modules, then in those of each folder above. */
function isProvided(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true
    if (folder === '') return false
  }
}

function entry(name, version, parent) {
  const platform = name.split('/').at(-1)
  const cpu = CPU.exec(platform)?.[1]
  const libc = LIBC.exec(platform)?.[1]?.replace('gnu', 'glibc')
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu === 'armv7' ? 'arm' : cpu] }),
    ...(parent.dev ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    ...(OS.test(platform) ? { os: [OS.exec(platform)[1]] } : {}),
  }
}

const file = join(packageRoot, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = missingEntries(lock.packages)
const names = Object.keys(missing)
if (process.argv.includes('--check')) {
  if (names.length > 0) console.error(`package-lock.json lacks ${names.join(', ')}: node scripts/complete-lock.mjs`)
  process.exitCode = names.length > 0 ? 1 : 0
} else {
  const { '': root, ...others } = { ...lock.packages, ...missing }
  const sorted = Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en'))
  lock.packages = { '': root, ...Object.fromEntries(sorted) }
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`Added ${names.length} packages to package-lock.json.`)
}
