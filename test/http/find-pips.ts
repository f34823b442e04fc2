import { execFile } from 'node:child_process'
import { readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface FoundPip {
  python: string
  /** Such as `23.2.1`. */
  pip: string
  /** Of Python, such as `3.11`. */
  version: string
}

/** Every CPython 3 with a pip, in PATH and pyenv, each once; oldest Python first. */
export async function findPips(): Promise<FoundPip[]> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...(await pyenvFolders())]
  const candidates = await Promise.all(folders.map(pythonsIn))
  const found = await Promise.all([...new Set(candidates.flat())].map(askPip))
  return found
    .filter((one) => one !== null)
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }) || (a.python < b.python ? -1 : 1))
}

async function pyenvFolders(): Promise<string[]> {
  const versions = join(homedir(), '.pyenv', 'versions')
  const names = await readdir(versions).catch(() => [])
  return names.map((name) => join(versions, name, 'bin'))
}

/** Symbolic links count as what they lead to. Shims are left out: they only choose among the others. */
async function pythonsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^python3(\.\d+)?$/.test(name))
  const paths = await Promise.all(names.map((name) => realpath(join(folder, name)).catch(() => '/shims/')))
  return paths.filter((path) => !path.includes('/shims/'))
}

async function askPip(python: string): Promise<FoundPip | null> {
  const answer = await run(python, ['-m', 'pip', '--version'], { timeout: 60_000 }).catch(() => null)
  const [, pip, version] = /^pip (\S+) .*\(python (\S+)\)/.exec(answer?.stdout ?? '') ?? []
  return pip === undefined || version === undefined ? null : { python, pip, version }
}
