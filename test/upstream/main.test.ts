import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { packageRoot } from '../../src/config.ts'
import { fetchJournal, sendCommand } from './client.ts'
import { makeDemoFiles } from './demo-files.ts'
import { demoPackages } from './demo-packages.ts'
import { runProcess } from './run-process.ts'

/** Each test starts many processes, and the machine may be busy with others. */
vi.setConfig({ testTimeout: 240_000 })

const program = ['--import', 'tsx', join(packageRoot, 'test/upstream/main.ts')]
const env = { PATH: process.env.PATH, HOME: process.env.HOME }
let folder: string
let started: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upstream-test-'))
  started = []
})

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

interface Served {
  child: ChildProcess
  url: string
  exit: Promise<number | null>
}

/** Starts the program and reads the line that says it is ready. */
async function serve(...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [...program, '--log-level', 'silent', ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  started.push(child)
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  for await (const line of createInterface(child.stdout)) return { child, url: JSON.parse(line).url, exit }
  throw new Error(`it ended before it was ready, with ${await exit}`)
}

function command(...args: string[]) {
  return runProcess(process.execPath, [...program, ...args], env)
}

it('loses nothing that it acknowledged when it is killed while it writes', async () => {
  const data = join(folder, 'data')
  const { child, url, exit } = await serve('--data', data)
  const acknowledged: number[] = []
  const busy = (async () => {
    for (let minor = 0; ; minor += 1) {
      const rows = await sendCommand(url, { kind: 'demo', name: 'demo-greeting', version: `1.${minor}` })
      acknowledged.push(...rows.map((row) => row[4]))
      if (minor === 5) child.kill('SIGKILL')
    }
  })()
  await expect(busy).rejects.toMatchObject({ code: 'STAND_IN_UNREACHABLE' })
  await exit

  const again = await serve('--data', data, '--exit-with-stdin')
  const kept = (await fetchJournal(again.url)).map((row) => row[4])
  expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged)
  again.child.stdin?.end()
  expect(await again.exit).toBe(0)
})

it('publishes the demo packages once, takes commands, and ends on SIGTERM', async () => {
  const data = join(folder, 'data')
  const first = await serve('--data', data, '--demo')
  const released = await command('release', '--url', first.url, 'demo-greeting', '9.0')
  const next = await command('release', '--url', first.url, 'demo_Greeting')
  const [removed, refused, misused] = await Promise.all([
    command('remove', '--url', first.url, 'demo-crc'),
    command('yank', '--url', first.url, 'nobody', '1'),
    command('yank', '--url', first.url),
  ])
  first.child.kill('SIGTERM')
  expect(await first.exit).toBe(0)
  const second = await serve('--data', data, '--demo')
  const { stdout } = await command('journal', '--url', second.url)

  expect(released).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('add source file demo_greeting-9.0.tar.gz'),
  })
  expect(next).toMatchObject({ code: 0, stdout: expect.stringContaining('demo_greeting-10.0.tar.gz') })
  expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('remove project') })
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('STAND_IN_UNKNOWN') })
  expect(misused).toMatchObject({ code: 2, stdout: '' })
  const created = stdout.split('\n').filter((line) => line.endsWith('  create'))
  expect(created).toHaveLength(demoPackages.length)
  expect(stdout.trimEnd().split('\n').at(-1)).toContain('remove project')
})

it('publishes the sdists and wheels of a folder, and passes over what it cannot read', async () => {
  const sdists = join(folder, 'sdists', 'deep')
  await mkdir(sdists, { recursive: true })
  for (const name of ['demo-modern', 'demo-universal']) {
    for (const { filename, bytes } of await makeDemoFiles({ name, version: '7.0' })) {
      await writeFile(join(sdists, filename), bytes)
    }
  }
  await writeFile(join(sdists, 'broken-1.0.tar.gz'), 'no archive')
  await writeFile(join(sdists, 'README.md'), 'no archive at all')

  const { url } = await serve('--sdists', join(folder, 'sdists'))

  const index = await (await fetch(`${url}/pypi/demo-universal/json`)).json()
  expect(index).toMatchObject({ releases: { '7.0': [{ packagetype: 'bdist_wheel' }, { packagetype: 'sdist' }] } })
  const modern = await (await fetch(`${url}/simple/demo-modern/`)).text()
  expect(modern).toContain('data-requires-python="&#62;=3.10"')
  expect(await (await fetch(`${url}/simple/`)).text()).not.toContain('broken')
})
