import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FoundPython, findPythons } from '../../src/builder/find-pythons.ts'
import { readWheel } from '../../src/wheel/read-wheel.ts'
import { type DemoOutcome, demoOutcomes } from './demo-outcomes.ts'
import { type Ended, runProcess } from './run-process.ts'
import { startUpstream, type Upstream } from './server.ts'

/** Each test starts many processes, and the machine may be busy with others. */
vi.setConfig({ testTimeout: 240_000 })

const minorOf = ({ facts }: FoundPython): number => Number(facts.pythonVersion.split('.')[1])
const compiler = await runProcess('cc', ['--version'], process.env).then(
  () => true,
  () => false,
)
const byAge = (await findPythons()).supported.sort((a, b) => minorOf(a) - minorOf(b))
const extremes = [...new Set([byAge[0], byAge.at(-1)])].filter((python) => python !== undefined)
const headers = new Map<FoundPython, boolean>()
for (const python of extremes) headers.set(python, await hasHeaders(python))
const failingMinor = Math.min(...extremes.map(minorOf))
const packages = ['demo-greeting', 'Demo.Menu', 'demo-sensor', 'demo-crc', 'demo-modern', 'demo-picky', 'demo-headless']

/** What pip's output must say of each failure, for the builder's classifier goes by it. */
const complaints: Partial<Record<NonNullable<DemoOutcome['reason']>, RegExp>> = {
  COMPILER: /error: .PyModule_NewerThanThisPython. undeclared/,
  MISSING_HEADER: /fatal error: (nosuchlib|Python)\.h: No such file or directory/,
  MISSING_TOOL: /^ *error: command 'cc' failed: No such file or directory$/m,
  REQUIRES_PYTHON: /No matching distribution found/,
}

let upstream: Upstream
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upstream-test-'))
  upstream = await startUpstream()
  for (const name of [...packages, 'demo-sleeper', 'demo-colours', 'demo-universal']) {
    await upstream.ctl.addDemo(name, '1.0', { failingMinor })
  }
})

afterAll(async () => {
  await upstream.close()
  await rm(folder, { recursive: true })
})

async function hasHeaders({ path }: FoundPython): Promise<boolean> {
  const script = "import sysconfig; open(sysconfig.get_path('include') + '/Python.h')"
  return (await runProcess(path, ['-c', script], {})).code === 0
}

const rungOf = (python: FoundPython) => ({ minor: minorOf(python), headers: headers.get(python) ?? false })

/** Nothing of this machine's pip configuration. */
const environment = () => ({ PATH: process.env.PATH, HOME: folder, TMPDIR: folder, PIP_CONFIG_FILE: '/dev/null' })

const pipArguments = (...args: string[]) => ['-m', 'pip', '--isolated', '--no-cache-dir', ...args]

function pip(python: FoundPython, ...args: string[]): Promise<Ended> {
  return runProcess(python.path, pipArguments(...args), environment())
}

const buildArguments = (names: readonly string[], into: string) =>
  pipArguments(
    ...['wheel', '--no-deps', '--no-binary', ':all:', '--use-pep517', '--index-url', `${upstream.url}/simple`],
    ...['--wheel-dir', into, ...names.map((name) => `${name}==1.0`)],
  )

/** Installs wheels and has each module say who it is. */
async function describeModules(python: FoundPython, into: string, wheels: readonly string[]): Promise<string[]> {
  const [site, paths] = [join(into, 'site'), wheels.map((wheel) => join(into, wheel))]
  const { stderr } = await pip(python, 'install', '--no-deps', '--no-index', '--target', site, ...paths)
  expect(stderr).not.toContain('ERROR')
  const script = 'import sys; sys.path[0:0] = [sys.argv[1]]\nfor m in sys.argv[2:]: print(__import__(m).describe())'
  const modules = wheels.map((wheel) => wheel.split('-')[0] ?? '')
  const { stdout } = await runProcess(python.path, ['-I', '-c', script, site, ...modules], {})
  return stdout.trimEnd().split('\n')
}

describe.each(extremes.map((python) => [python.facts.pythonVersion, python] as const))(
  'pip on Python %s',
  (version, python) => {
    const outcomes = packages.map((name) => ({
      name,
      outcome: demoOutcomes(name, '1.0', [rungOf(python)], { compiler, failingMinor })[0],
    }))

    it('builds what is to be built: wheels that can be read, installed and imported', async () => {
      const into = join(folder, version)
      const names = outcomes.filter(({ outcome }) => outcome?.status === 'BUILT').map(({ name }) => name)

      const { code, stderr } = await runProcess(python.path, buildArguments(names, into), environment())

      expect({ code, stderr }).toMatchObject({ code: 0 })
      const wheels = (await readdir(into)).sort()
      expect(wheels.map((wheel) => wheel.split('-')[0])).toEqual(
        names.map((name) => name.toLowerCase().replace(/[-.]/g, '_')).sort(),
      )
      for (const wheel of wheels) await readWheel(join(into, wheel), wheel)
      const standalone = wheels.filter((wheel) => !wheel.startsWith('demo_menu'))
      const words = await describeModules(python, into, standalone)
      expect(words).toEqual(standalone.map(() => expect.stringMatching(/^demo-[a-z]+ 1\.0, /)))
    })

    it('fails on the others with the words of their reason', async () => {
      for (const { name, outcome } of outcomes.filter((each) => each.outcome?.status !== 'BUILT')) {
        const { code, stdout, stderr } = await runProcess(python.path, buildArguments([name], folder), environment())
        expect(code).not.toBe(0)
        expect(stdout + stderr).toMatch(complaints[outcome?.reason ?? 'LIMIT'] ?? /^$/)
      }
    })

    it('downloads by name from the pages that it asks for', async () => {
      const into = join(folder, `download-${version}`)
      const index = ['--index-url', `${upstream.url}/simple`]

      const { code, stderr } = await pip(python, 'download', ...index, '-d', into, 'Demo_Menu', 'demo-universal')

      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect((await readdir(into)).sort()).toEqual([
        'demo_colours-1.0.tar.gz',
        'demo_greeting-1.0.tar.gz',
        'demo_menu-1.0.tar.gz',
        'demo_universal-1.0-py2.py3-none-any.whl',
      ])
    })
  },
)

describe.skipIf(extremes.length === 0)('pip', () => {
  const [python] = extremes.slice(-1)
  const path = python?.path ?? ''

  it('says so when there is no C compiler', async () => {
    const env = { ...environment(), PATH: join(folder, 'empty') }
    const { code, stdout, stderr } = await runProcess(path, buildArguments(['demo-sensor'], folder), env)
    expect(code).not.toBe(0)
    expect(stdout + stderr).toMatch(complaints.MISSING_TOOL ?? /^$/)
  })

  it('gets as far as the build of the one that hangs', async () => {
    const child = spawn(path, buildArguments(['demo-sleeper'], folder), {
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const closed = new Promise((resolve) => child.once('close', resolve))
    for await (const line of createInterface(child.stdout)) {
      if (/Building wheel for demo-sleeper .*: started/.test(line)) break
    }
    expect(child.exitCode).toBeNull()
    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
    await closed
  })
})
