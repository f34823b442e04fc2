import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AttemptId } from '../../schema/ids.ts'
import type { Artifacts } from '../../src/artifacts/artifacts.ts'
import { openArtifacts } from '../../src/artifacts/disk.ts'

/* On a file system of its own with room for 2 MiB, which only root may mount. */
const run = promisify(execFile)
let folder: string
let mounted = false
let artifacts: Artifacts
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-full-'))
  mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).then(
    () => true,
    () => false,
  )
  artifacts = await openArtifacts(folder)
})
afterAll(async () => {
  if (mounted) await run('umount', [folder])
  await rm(folder, { recursive: true, force: true })
})

test('what does not fit is refused whole, leaves nothing behind, and fits when there is room', async (context) => {
  context.skip(!mounted, 'this user may not mount')
  const large = { maxBytes: 10_000_000 }
  const tooMuch = artifacts.receive(Buffer.alloc(3_000_000, 'x'), large)
  await expect(tooMuch).rejects.toMatchObject({ code: 'STORAGE_FULL', status: 507 })
  expect(await readdir(join(folder, 'incoming'))).toEqual([])

  const { sha256 } = await artifacts.receive(Buffer.alloc(1_500_000, 'y'), large)
  expect(await artifacts.size(sha256)).toBe(1_500_000)
  expect(await artifacts.freeBytes()).toBeLessThan(700_000)
})

test('a log that the disk has no room for is not acknowledged', async (context) => {
  context.skip(!mounted, 'this user may not mount')
  const attempt = 1 as AttemptId
  let end = 0
  const append = async () => {
    for (;;) end = await artifacts.appendLog(attempt, end, Buffer.alloc(200_000, 'z'))
  }
  await expect(append()).rejects.toMatchObject({ code: 'STORAGE_FULL' })
  const { bytes } = await artifacts.readLog(attempt, 0, 10_000_000)
  expect(bytes.length).toBeGreaterThanOrEqual(end)
})
