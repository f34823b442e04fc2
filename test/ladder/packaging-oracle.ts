import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compareVersions } from '../../src/ladder/version.ts'

/** The `packaging` that some Python's pip brings with it. */
export interface Oracle {
  python: string
  /** Version of pip. */
  pip: string
  /** Version of its packaging. */
  packaging: string
}

/** Before this, packaging could not read the names of wheels. */
const oldestUseful = '20.9'

const whoAreYou =
  'import pip, json, sys; from pip._vendor import packaging; print(json.dumps([sys.executable, pip.__version__, packaging.__version__]))'

/** The newest pip of all Pythons in PATH and pyenv; null if there is none, or all are too old. */
export async function findOracle(): Promise<Oracle | null> {
  const found = await Promise.all([...new Set([...inPath(), ...inPyenv()])].map(ask))
  return (
    found
      .filter((oracle) => oracle !== null && compareVersions(oracle.packaging, oldestUseful) >= 0)
      .sort((a, b) => compareVersions(b?.pip ?? '', a?.pip ?? ''))[0] ?? null
  )
}

function inPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && existsSync(folder))
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /^python3(\.\d+)?$/.test(file))
      .map((file) => join(folder, file)),
  )
}

function inPyenv(): string[] {
  const versions = join(homedir(), '.pyenv', 'versions')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .map((version) => join(versions, version, 'bin', 'python3'))
    .filter((python) => existsSync(python))
}

/** Null for a Python that does not start, or has no pip. */
async function ask(python: string): Promise<Oracle | null> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-I', '-c', whoAreYou], { timeout: 30_000 })
    // The lines above print exactly this.
    const [executable, pip, packaging] = JSON.parse(stdout) as [string, string, string]
    return { python: executable, pip, packaging }
  } catch {
    return null
  }
}

/** Puts all questions to one Python process; the answers come in the same order. */
export async function answersOf(oracle: Oracle, questions: readonly object[]): Promise<unknown[]> {
  const script = fileURLToPath(new URL('./packaging-oracle.py', import.meta.url))
  const child = spawn(oracle.python, ['-I', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  // If it dies early, too few answers tell.
  child.stdin.on('error', () => {})
  child.stdin.end(`${questions.map((question) => JSON.stringify(question)).join('\n')}\n`)
  const answers = (await text(child.stdout)).trimEnd().split('\n')
  if (answers.length !== questions.length) {
    throw new Error(`${questions.length} questions, ${answers.length} answers: see above what Python said`)
  }
  return answers.map((line) => JSON.parse(line))
}
