import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeReport } from '../../schema/report-codec.ts'
import { findPythons } from '../../src/builder/find-pythons.ts'
import { reportPath, wheelsFolder } from '../../src/builder/spool.ts'
import { openBuildBench } from './build-bench.ts'
import type { SdistParts } from './make-sdist.ts'

const pythons = (await findPythons()).supported
const [first] = pythons
if (first === undefined) throw new Error('these tests need a Python 3.7 or newer with pip')
const { farm, dataDir, build, close } = await openBuildBench(first)
afterAll(close)

describe('a build that succeeds', () => {
  it('ends in a report, a log and a wheel in the spool, on every Python with its own pip', async () => {
    for (const python of pythons) {
      const { report, entry, log, job } = await build({}, { python })
      expect(log).toContain('Successfully built demo')
      expect(await readdir(wheelsFolder(entry))).toEqual(['demo_pkg-1.0-py3-none-any.whl'])
      expect(decodeReport(await readFile(reportPath(entry)))).toEqual(report)
      expect(report).toMatchObject({
        outcome: 'BUILT',
        failure: null,
        build: job.build,
        sdistSha256: job.sdist.sha256,
        log: { bytes: Buffer.byteLength(log) },
        environment: { python: python.facts.pythonVersion, pip: python.facts.pipVersion },
        wheels: [{ tags: ['py3-none-any'], requiresPython: '>=3.7', requiresDist: [], libraries: [] }],
      })
      expect(report?.durationMs).toBeGreaterThan(0)
      expect(await readdir(join(dataDir, 'work'))).toEqual([])
    }
  }, 120_000)

  it('sees folders of its own and none of our environment', async () => {
    process.env.WHEELYARD_TEST_SECRET = 'do-not-tell'
    const { log } = await build({
      build: `print('HOME=' + os.environ['HOME'], 'TMPDIR=' + os.environ['TMPDIR'], flush=True)
print('names', sorted(os.environ), flush=True)
return pure_wheel(wheel_directory)`,
    })
    expect(log).toMatch(/HOME=\/build\/home TMPDIR=\/tmp/)
    expect(log).not.toContain('WHEELYARD_TEST_SECRET')
    delete process.env.WHEELYARD_TEST_SECRET
  })
})

const kinds: [name: string, parts: SdistParts, kind: string, line: RegExp][] = [
  ['an exception', { build: `raise ValueError('no luck\\x1b[31m today')` }, 'UNKNOWN', /^ValueError: no luck today$/],
  [
    'a program that is not there',
    { build: `subprocess.check_call(['no-such-compiler', 'x.c'])` },
    'MISSING_TOOL',
    /No such file or directory: 'no-such-compiler'/,
  ],
  [
    'a build requirement that nobody has',
    { requires: ['no-such-requirement'] },
    'BUILD_REQUIREMENT',
    /no-such-requirement/,
  ],
  [
    'a wheel of which METADATA tells otherwise',
    { build: `return make_wheel(wheel_directory, 'other-1.0-py3-none-any.whl', {})` },
    'WHEEL_INVALID',
    /Built wheel for .* is invalid|named after/,
  ],
  [
    'a wheel with other bytes than RECORD says',
    {
      build: `name = pure_wheel(wheel_directory)
with zipfile.ZipFile(os.path.join(wheel_directory, name), 'a') as wheel:
    wheel.writestr('demo_pkg/more.py', 'x')
return name`,
    },
    'WHEEL_INVALID',
    /not in RECORD \(demo_pkg\/more\.py\)/,
  ],
  [
    'a wheel that is no zip',
    {
      build: `open(wheel_directory + '/demo_pkg-1.0-py3-none-any.whl', 'w').write('x' * 99)\nreturn 'demo_pkg-1.0-py3-none-any.whl'`,
    },
    'WHEEL_INVALID',
    /./,
  ],
  [
    'a wheel that is too large',
    {
      build: `return make_wheel(wheel_directory, 'demo_pkg-1.0-py3-none-any.whl', {'a': __import__('binascii').hexlify(os.urandom(3000000)).decode()})`,
    },
    'OUTPUT_TOO_LARGE',
    /larger/,
  ],
]

describe('a build that fails', () => {
  it.each(kinds)('%s', async (_, parts, kind, line) => {
    const { report, entry } = await build(parts)
    expect(report?.failure).toMatchObject({ kind, line: expect.stringMatching(line) })
    expect(report).toMatchObject({ outcome: 'FAILED', wheels: [] })
    expect(await readdir(wheelsFolder(entry))).toEqual([])
  })

  it.skipIf(process.platform !== 'linux')('a header that is missing', async () => {
    const { report } = await build({
      files: { 'x.c': '#include <no_such_header.h>\n' },
      build: `subprocess.check_call(['cc', '-c', 'x.c'])`,
    })
    expect(report?.failure).toMatchObject({ kind: 'MISSING_HEADER', line: expect.stringContaining('no_such_header.h') })
  })

  it('an sdist with other bytes is not built', async () => {
    const { report, log } = await build({}, { change: (job) => Object.assign(job.sdist, { sha256: 'f'.repeat(64) }) })
    expect(report?.failure).toMatchObject({ kind: 'SDIST_MISMATCH', exitCode: null })
    expect(log).not.toContain('Processing')
  })

  it('an sdist that is gone', async () => {
    const { report } = await build(
      {},
      { change: (job) => Object.assign(job.sdist, { url: `${farm.url}/sdists/gone` }) },
    )
    expect(report?.failure?.kind).toBe('SDIST_UNAVAILABLE')
  })

  it('a build that hangs is killed at its limit', async () => {
    const { report, log } = await build(
      { build: `print('hanging', flush=True)\ntime.sleep(600)` },
      { limits: { wallMs: 8_000 } },
    )
    expect(report?.failure).toMatchObject({ kind: 'TIMEOUT', exitCode: null })
    expect(log).toContain('stopped by the builder: TIMEOUT')
  })

  it('a build that nobody waits for any more is cancelled', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 2_000)
    const { report } = await build({ build: 'time.sleep(600)' }, { cancel: controller.signal })
    expect(report).toMatchObject({ outcome: 'CANCELLED', failure: null, wheels: [] })
  })

  it('a builder that must stop at once leaves the attempt without a report', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 2_000)
    const { report, entry } = await build({ build: 'time.sleep(600)' }, { abort: controller.signal })
    expect(report).toBeNull()
    expect(await readdir(entry.folder)).not.toContain('report.cbor')
  })
})
