import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { z } from 'zod'
import { InterpreterFacts } from '../../schema/farm-api.ts'
import { errorCode } from '../errors.ts'
import { probeScript } from './probe-script.ts'

/** What asking an interpreter about itself comes to. */
export type Probe =
  | { kind: 'supported'; executable: string; home: string; facts: InterpreterFacts }
  /** It runs, but nothing can be built for it. `home` is equal for all names of one installation. */
  | { kind: 'unsupported'; executable: string; home: string; reason: string }
  /** It does not even tell what it is: a pyenv shim without a version behind it, a broken install. */
  | { kind: 'silent'; reason: string }

/** A cold start from an SD card takes seconds. */
const timeoutMs = 60_000
const maxOutputBytes = 4 * 1024 ** 2
const oldestMinor = 7

const Answer = z.object({
  executable: z.string().min(1),
  /** The real file and its prefix: equal for all names of one installation. */
  home: z.string(),
  implementation: z.string(),
  version: z.tuple([z.number().int(), z.number().int()]),
  pythonVersion: z.string(),
  pipVersion: z.string().nullable(),
  tags: z.array(z.string()),
  fault: z.string().nullable(),
})
type Answer = z.infer<typeof Answer>

/**
 * Asks an interpreter for its version and the tags it accepts, best first, as its own pip sees them. It runs isolated from
 * this machine's configuration, in the same way in which builds run it later.
 * @param path to the executable
 */
export async function probeInterpreter(path: string): Promise<Probe> {
  const { output, fault } = await runScript(path)
  const parsed = Answer.safeParse(parseLastLine(output))
  if (!parsed.success) return { kind: 'silent', reason: fault ?? 'does not answer as a Python does' }
  return judge(parsed.data, await systemName())
}

function judge(answer: Answer, system: string): Probe {
  const { executable, home } = answer
  const unsupported = (reason: string): Probe => ({ kind: 'unsupported', executable, home, reason })
  const [major, minor] = answer.version
  if (answer.implementation !== 'cpython') return unsupported(`${answer.implementation} is not CPython`)
  if (major !== 3 || minor < oldestMinor) return unsupported(`Python ${major}.${minor} is too old`)
  if (answer.pipVersion === null) return unsupported('no pip')
  if (answer.tags.length === 0) return unsupported(answer.fault ?? 'its pip does not tell its tags')
  const { abi, platform } = environmentOf(answer.tags)
  const { pythonVersion, pipVersion, tags } = answer
  const facts = { implementation: 'cpython', pythonVersion, abi, platform, tags, pipVersion, system }
  const parsed = InterpreterFacts.safeParse(facts)
  if (!parsed.success) return unsupported(`tells odd things of itself: ${parsed.error.issues[0]?.path.join('.')}`)
  return { kind: 'supported', executable, home, facts: parsed.data }
}

/**
 * The ABI is that of the best tag. The platform is the plain one that the interpreter's own builds carry: on Linux the last
 * `linux_*` of that ABI, since a 32-bit Python on a 64-bit kernel accepts `armv8l` first but builds `armv7l`; elsewhere
 * the best tag's.
 */
function environmentOf(tags: readonly string[]): { abi: string; platform: string } {
  const [python = '', abi = '', best = ''] = tags[0]?.split('-') ?? []
  const plain = tags.filter((tag) => tag.startsWith(`${python}-${abi}-linux_`)).at(-1)
  return { abi, platform: plain?.split('-')[2] ?? best }
}

async function runScript(path: string): Promise<{ output: string; fault: string | null }> {
  const env = {
    PATH: process.env.PATH ?? '',
    PIP_CONFIG_FILE: '/dev/null',
    LANG: 'C.UTF-8',
    HOME: process.env.HOME ?? '/',
  }
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutputBytes, env, cwd: tmpdir() } as const
  return new Promise((resolve) => {
    execFile(path, ['-I', '-c', probeScript], options, (error, stdout) => {
      resolve({ output: stdout, fault: error === null ? null : faultOf(error) })
    })
  })
}

function faultOf(error: Error): string {
  return errorCode(error) === 'EACCES' ? 'cannot be read by this user' : 'does not run'
}

/** Whatever a start-up hook of the interpreter prints comes before our line. */
function parseLastLine(output: string): unknown {
  try {
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')
  } catch {
    return undefined
  }
}

/** Such as "Debian GNU/Linux 12 (bookworm)"; where there is no os-release, the kernel's name. */
async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const name = /^PRETTY_NAME=(?:"(.*)"|'(.*)'|(.*))$/m.exec(text)
  return (name?.[1] ?? name?.[2] ?? name?.[3] ?? process.platform).slice(0, 200)
}
