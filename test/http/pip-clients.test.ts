import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { releases } from '../../schema/tables/packages.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type PublishedWheel, publishWheel } from '../support/publish-wheel.ts'
import { findPips } from './find-pips.ts'
import { serveIndex } from './serve-index.ts'

const run = promisify(execFile)
const pips = await findPips()
/** A pip on a busy machine. */
const PATIENCE_MS = 180_000

let farm: TestFarm
let app: FastifyInstance
let url: string
let newest: PublishedWheel
let yanked: PublishedWheel
let local: PublishedWheel
let folder: string

beforeAll(async () => {
  farm = await createTestFarm()
  ;({ app, url } = await serveIndex(farm))
  const demo = { name: 'Demo.Pkg', version: '1.0', requiresPython: '>=3.6', requiresDist: ['never-there>=1'] }
  await publishWheel(farm, demo)
  const numbered = (n: number) => ({
    ...demo,
    filename: `demo_pkg-1.0-${n}-py3-none-any.whl`,
    files: { 'demo.py': `# ${n}` },
  })
  await publishWheel(farm, numbered(2))
  newest = await publishWheel(farm, numbered(10))
  await publishWheel(farm, { ...demo, version: '2.0', requiresPython: '>=3.99' })
  local = await publishWheel(farm, { name: 'local-one', version: '1.0+x.1' })
  yanked = await publishWheel(farm, { name: 'yanked-one', version: '1.0' })
  const yank = { yanked: true, yankedReason: `breaks "everything" & <more>` }
  await farm.database.db.update(releases).set(yank).where(eq(releases.id, yanked.releaseId))
})
afterAll(async () => {
  await app.close()
  await farm.close()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-pip-'))
})
afterEach(async () => rm(folder, { recursive: true }))

test('there is a pip to try', () => expect(pips).not.toEqual([]))

describe.each(pips)('pip $pip of Python $version', ({ python, pip }) => {
  async function runPip(...args: string[]): Promise<string> {
    const isolation = ['-m', 'pip', '--isolated', '--disable-pip-version-check', '--no-cache-dir']
    const [command = '', ...rest] = args
    const { stdout } = await run(python, [...isolation, command, '--no-deps', '-i', `${url}/simple`, ...rest], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', PIP_CONFIG_FILE: '/dev/null', PIP_FIND_LINKS: '' },
      timeout: PATIENCE_MS,
    })
    return stdout
  }

  test('downloads the newest build of the newest version that its Python admits, to the byte', {
    timeout: PATIENCE_MS,
  }, async () => {
    await runPip('download', 'demo_PKG', 'local-one==1.0+x.1', 'yanked-one==1.0')

    expect((await readdir(folder)).filter((name) => name.endsWith('.whl')).sort()).toEqual(
      [newest, local, yanked].map(({ filename }) => filename).sort(),
    )
    expect(await readFile(join(folder, newest.filename))).toEqual(newest.bytes)
  })

  test('installs', { timeout: PATIENCE_MS }, async () => {
    await runPip('install', '--target', join(folder, 'there'), 'demo-pkg')
    expect(await readFile(join(folder, 'there', 'demo.py'), 'utf8')).toBe('# 10')
  })

  test('finds nothing of a package that we have no wheel of', { timeout: PATIENCE_MS }, async () => {
    await expect(runPip('download', 'never-there')).rejects.toThrow('No matching distribution found for never-there')
  })

  // Older ones take a yanked release when there is no other, and only say so; before 19.3 they know of no yanks.
  test.runIf(Number.parseInt(pip, 10) >= 22)('leaves a yanked release alone', { timeout: PATIENCE_MS }, async () => {
    await expect(runPip('download', 'yanked-one')).rejects.toThrow('No matching distribution found for yanked-one')
  })
})
