import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { InterpreterFacts } from '../../schema/farm-api.ts'
import { errorCode } from '../errors.ts'
import { type Probe, probeInterpreter } from './probe-interpreter.ts'

export interface FoundPython {
  path: string
  facts: InterpreterFacts
}

export interface UnsupportedPython {
  path: string
  /** Such as "no pip", "Python 3.6 is too old", "cannot be read by this user", "same target as /usr/bin/python3". */
  reason: string
}

export interface PythonsFound {
  /** One per target, in the order found. */
  supported: FoundPython[]
  unsupported: UnsupportedPython[]
}

/** At once; each is a process of its own. */
const probesAtOnce = 3

/**
 * Looks for interpreters in PATH (`python3`, `python3.N`, and `python3.Nt`, which is free-threaded) and among pyenv's versions. Two names of one interpreter count
 * once; of several for one target (ABI and platform) the first that has pip is taken. Names that do not run at all, such as
 * pyenv shims of versions that are not active, are passed over without a word.
 */
export async function findPythons(env: NodeJS.ProcessEnv = process.env): Promise<PythonsFound> {
  const pyenv = await inPyenv(env)
  const probes = await probeAll(await distinct([...(await inPath(env)), ...pyenv.paths]))
  return choose(probes, pyenv.denied)
}

async function inPath(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = [...new Set((env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/')))]
  const paths: string[] = []
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    const pythons = names.filter((name) => /^python3(\.\d+t?)?$/.test(name)).sort(byMinor)
    paths.push(...pythons.map((name) => join(folder, name)))
  }
  return paths
}

async function inPyenv(env: NodeJS.ProcessEnv): Promise<{ paths: string[]; denied: UnsupportedPython[] }> {
  const versions = join(env.PYENV_ROOT ?? join(env.HOME ?? homedir(), '.pyenv'), 'versions')
  try {
    const names = await readdir(versions)
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    return { paths: names.map((name) => join(versions, name, 'bin/python3')), denied: [] }
  } catch (error) {
    return { paths: [], denied: isDenied(error) ? [{ path: versions, reason: 'cannot be read by this user' }] : [] }
  }
}

/** `python3` first, then by number: 3.9 before 3.10. */
function byMinor(a: string, b: string): number {
  const minor = (name: string): number => Number.parseInt(name.split('.')[1] ?? '-1', 10)
  return minor(a) - minor(b)
}

/** Leaves one path per file; a virtual environment counts as its own, whatever its python3 points at. */
async function distinct(paths: readonly string[]): Promise<string[]> {
  const seen = new Set<string>()
  const kept: string[] = []
  for (const path of paths) {
    const home = dirname(dirname(path))
    const isVenv = await stat(join(home, 'pyvenv.cfg')).then(
      () => true,
      () => false,
    )
    const real = await realpath(path).catch((error: unknown) => (isDenied(error) ? path : null))
    const key = isVenv ? path : real
    if (key === null || seen.has(key)) continue
    seen.add(key)
    kept.push(path)
  }
  return kept
}

async function probeAll(paths: readonly string[]): Promise<Probe[]> {
  const results: Probe[] = []
  for (let index = 0; index < paths.length; index += probesAtOnce) {
    const part = paths.slice(index, index + probesAtOnce)
    results.push(...(await Promise.all(part.map(probeReadable))))
  }
  return results
}

async function probeReadable(path: string): Promise<Probe> {
  try {
    await access(path, constants.X_OK)
  } catch (error) {
    if (isDenied(error))
      return { kind: 'unsupported', executable: path, home: path, reason: 'cannot be read by this user' }
    return { kind: 'silent', reason: 'is not there' }
  }
  return probeInterpreter(path)
}

function choose(probes: readonly Probe[], denied: readonly UnsupportedPython[]): PythonsFound {
  const supported = new Map<string, FoundPython>()
  const unsupported: UnsupportedPython[] = []
  const homes = new Set<string>()
  for (const probe of probes) {
    if (probe.kind === 'silent') continue
    const path = probe.executable
    if (homes.has(probe.home)) continue
    homes.add(probe.home)
    if (probe.kind === 'unsupported') {
      unsupported.push({ path, reason: probe.reason })
      continue
    }
    const target = `${probe.facts.abi} ${probe.facts.platform}`
    const first = supported.get(target)
    if (first === undefined) supported.set(target, { path, facts: probe.facts })
    else unsupported.push({ path, reason: `same target as ${first.path}` })
  }
  return { supported: [...supported.values()], unsupported: [...unsupported, ...denied] }
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(errorCode(error) ?? '')
}
