import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JobLimits } from '../../schema/job.ts'
import { selfTest } from '../../src/builder/self-test.ts'
import { wheelsFolder } from '../../src/builder/spool.ts'
import { aPython } from './a-python.ts'
import { openBuildBench } from './build-bench.ts'

const python = await aPython()
const { farm, dataDir, sandbox, build, close } = await openBuildBench(python)
afterAll(close)

const tested = await selfTest({ sandbox, python: python.path, dataDir, clockSkewMs: 0, unsafe: false })
const isBoxed = tested.result.sandbox === 'bubblewrap'
const hasGroups = tested.result.memory === 'cgroup'

const running = (text: string): boolean =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(text))

/** What a build leaves wherever it can. */
const leaveTraces = `for place in (os.environ['HOME'], os.environ['TMPDIR'], '/dev/shm'):
    open(place + '/was-here', 'w').close()
`

/** Whatever a build did, the next one finds the machine as the first one did. */
async function nextIsClean(): Promise<void> {
  expect(await readdir(join(dataDir, 'work'))).toEqual([])
  const { report, log } = await build({
    build: `places = (os.environ['HOME'], os.environ['TMPDIR'], '/dev/shm')
print('left behind', [place for place in places if 'was-here' in os.listdir(place)], flush=True)
return pure_wheel(wheel_directory)`,
  })
  expect(report?.outcome).toBe('BUILT')
  if (isBoxed) expect(log).toContain('left behind []')
}

const forkAll = `while True:
    try:
        if os.fork() == 0: time.sleep(1000)
    except OSError: pass`

const overLimits: [name: string, build: string, limits: Partial<JobLimits>, kind: string][] = [
  ['a fork bomb', forkAll, { processes: 40 }, 'PROCESS_LIMIT'],
  ['memory, in one piece', `held = b'x' * (1 << 30)`, { memoryBytes: 200_000_000 }, 'MEMORY_LIMIT'],
  [
    'memory, in many processes',
    `for _ in range(8):
    if os.fork() == 0:
        held = b'x' * 60_000_000
        time.sleep(1000)
os.wait()`,
    { memoryBytes: 200_000_000 },
    'MEMORY_LIMIT',
  ],
  ['endless output', `while True: print('x' * 1000)`, { logBytes: 200_000 }, 'LOG_TOO_LONG'],
  ['silence', 'time.sleep(1000)', { silenceMs: 4_000 }, 'SILENCE'],
  [
    'disk, in many files',
    `i = 0
while True:
    i += 1
    open('/tmp/%d' % i if os.path.exists('/build') else '%d' % i, 'wb').write(bytes(200_000))
    time.sleep(0.005)`,
    { diskBytes: 30_000_000 },
    'DISK_LIMIT',
  ],
  [
    'disk, in files without bytes',
    `i = 0
while True:
    i += 1
    open(os.environ['TMPDIR'] + '/%d' % i, 'w').close()`,
    { diskBytes: 4_000_000 },
    'DISK_LIMIT',
  ],
  [
    'disk, in folders deeper than a path can be long',
    `os.chdir(os.environ['TMPDIR'])
for _ in range(3000):
    os.mkdir('deep-deep-deep')
    os.chdir('deep-deep-deep')
time.sleep(1000)`,
    {},
    'DISK_LIMIT',
  ],
]

describe('an sdist over its limits', () => {
  afterEach(nextIsClean)

  it.each(overLimits)('%s', async (_, script, limits, kind) => {
    const { report } = await build({ build: isBoxed ? leaveTraces + script : script }, { limits })
    expect(report).toMatchObject({ outcome: 'FAILED', failure: { kind }, wheels: [] })
  })
})

describe.runIf(isBoxed)('an sdist that tries to get out', () => {
  afterEach(nextIsClean)

  const key = join(dataDir, 'identity.json')
  beforeAll(() => writeFile(key, '{"key":"very-secret-key"}', { mode: 0o600 }))

  it('leaves nothing running, in a session of its own neither', async () => {
    const sleeper = `sleep ${6_000 + Math.random()}`
    const { report } = await build({
      build: `subprocess.Popen('${sleeper}'.split(), start_new_session=True, env={}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
if os.fork() == 0:
    os.setsid()
    for output in (1, 2): os.dup2(os.open(os.devnull, os.O_WRONLY), output)
    if os.fork() == 0: subprocess.call('${sleeper}'.split(), env={})
    os._exit(0)
return pure_wheel(wheel_directory)`,
    })
    expect(report?.outcome).toBe('BUILT')
    expect(running(sleeper)).toBe(false)
  })

  it.each([
    ['a link to a file of ours', `os.symlink('/etc/passwd', to)`],
    ['a hard link', `open('/build/out/x', 'w').close(); os.link('/build/out/x', to)`],
    ['a pipe', 'os.mkfifo(to)'],
    ['a folder', 'os.mkdir(to)'],
  ])('has no wheel taken from %s', async (_, script) => {
    const { report, entry } = await build({
      build: `to = '/build/out/demo_pkg-2.0-py3-none-any.whl'\n${script}\nreturn pure_wheel(wheel_directory)`,
    })
    expect(report).toMatchObject({ outcome: 'FAILED', failure: { kind: 'WHEEL_INVALID' }, wheels: [] })
    expect(await readdir(wheelsFolder(entry))).toEqual([])
  })

  it('writes nothing outside its folders', async () => {
    const places = [
      `${dataDir}/spool/x`,
      '/etc/x',
      '/usr/x',
      join(homedir(), 'x'),
      '/x',
      '/dev/x',
      '/proc/sys/kernel/core_pattern',
    ]
    const { report, log } = await build({
      build: `for place in ${JSON.stringify([...places, '/build/sdist/x', '/build/requirements/x'])}:
    try:
        open(place, 'w').close()
        print('WROTE', place, flush=True)
    except OSError as error: print(type(error).__name__, place)
return pure_wheel(wheel_directory)`,
    })
    expect(report?.outcome).toBe('BUILT')
    expect(log).toContain('OSError')
    expect(log).not.toContain('WROTE')
    for (const place of places.slice(0, 5)) expect(existsSync(place)).toBe(false)
  })

  it('has no network: neither this machine, nor the world, nor names, nor sockets without a place', async () => {
    const { hostname, port } = new URL(farm.url)
    const door = createServer().listen(`\0wheelyard-test-${process.pid}`)
    const { report, log } = await build({
      build: `import socket
def reaches(family, address):
    try:
        with socket.socket(family) as one:
            one.settimeout(3)
            one.connect(address)
        print('REACHED', address, flush=True)
    except OSError as error: print('no:', address, error, flush=True)
reaches(socket.AF_INET, ('${hostname}', ${port}))
reaches(socket.AF_INET, ('169.254.169.254', 80))
reaches(socket.AF_INET6, ('2606:4700:4700::1111', 53))
reaches(socket.AF_UNIX, '\\0wheelyard-test-${process.pid}')
socket.getaddrinfo('example.org', 80)`,
    })
    door.close()
    expect(log).not.toContain('REACHED')
    expect(log).toContain('gaierror')
    expect(report?.failure?.kind).toBe('UNKNOWN')
  })

  it('finds no key, no environment and no process of ours, and no home', async () => {
    process.env.WHEELYARD_TEST_SECRET = 'very-secret-variable'
    const { report, log } = await build({
      build: `found = []
for place in ['${key}', '/proc/1/environ', '/proc/${process.pid}/environ', '/etc/shadow', '${homedir()}/.bash_history']:
    try:
        found.append(open(place, 'rb').read().decode('latin1'))
    except OSError as error: print(type(error).__name__)
for number in filter(str.isdigit, os.listdir('/proc')):
    try: found.append(open('/proc/%s/cmdline' % number).read())
    except OSError: pass
print('FOUND', found, sorted(os.environ.items()), flush=True)
return pure_wheel(wheel_directory)`,
    })
    delete process.env.WHEELYARD_TEST_SECRET
    expect(report?.outcome).toBe('BUILT')
    expect(log).toContain('FileNotFoundError')
    expect(log).not.toMatch(/very-secret|vitest|root:|wheelyard-build-/)
  })

  it('leaves nothing for the step that has the network', async () => {
    const evil = `[global]\\nindex-url = ${farm.url}/evil/\\n`
    const { report } = await build({
      wants: `[open(os.environ['HOME'] + '/.netrc', 'w').write('x') and 'not-there',
  os.makedirs(os.environ['HOME'] + '/.config/pip') or open(os.environ['HOME'] + '/.config/pip/pip.conf', 'w').write('${evil}') and 'neither'][:1]`,
    })
    expect(report?.failure?.kind).toBe('BUILD_REQUIREMENT')
    expect(farm.calls.filter(({ path }) => path.includes('evil'))).toEqual([])
  })
})

describe('the self-test', () => {
  it('passes where there is a box', () => {
    if (!isBoxed) return
    const memory = hasGroups ? 'cgroup' : 'per process'
    expect(tested.result).toEqual({ passed: true, unsafe: false, sandbox: 'bubblewrap', memory, faults: [] })
  })

  it('tells that there is none, or that it does not start', async () => {
    const given = { python: python.path, dataDir, clockSkewMs: null, unsafe: true }
    const none = await selfTest({ ...given, sandbox: { ...sandbox, bwrap: null } })
    expect(none.result).toMatchObject({
      passed: false,
      unsafe: true,
      sandbox: 'none',
      faults: [expect.stringContaining('bubblewrap')],
    })
    const broken = await selfTest({ ...given, sandbox: { ...sandbox, bwrap: '/bin/false' } })
    expect(broken.result).toMatchObject({
      passed: false,
      sandbox: 'none',
      faults: [expect.stringContaining('does not start')],
    })
  })

  it('minds the clock', async () => {
    const late = await selfTest({ sandbox, python: python.path, dataDir, clockSkewMs: -90_000, unsafe: false })
    expect(late.result.faults).toContain("the clock is 90 s behind the farm's")
  })
})
