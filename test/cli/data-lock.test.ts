import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockData } from '../../src/cli/data-lock.ts'
import { processStart } from '../../src/cli/processes/process-start.ts'

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function otherProcess(): Promise<ChildProcess & { pid: number }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  return Object.assign(child, { pid: child.pid ?? 0 })
}

test('a folder that a running farm has is refused, and free again when that is gone', async () => {
  const folder = await dataFolder()
  const farm = await otherProcess()
  await writeFile(join(folder, 'farm.pid'), `${farm.pid} ${(await processStart(farm.pid)) ?? ''}\n`)

  await expect(lockData(folder)).rejects.toMatchObject({
    code: 'DATA_IN_USE',
    message: expect.stringContaining(String(farm.pid)),
  })
  farm.kill('SIGKILL')
  await once(farm, 'exit')
  const release = await lockData(folder)

  expect(await readFile(join(folder, 'farm.pid'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
  await release()
  await expect(readFile(join(folder, 'farm.pid'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test.skipIf(process.platform !== 'linux')('a number that is another process by now does not hold it', async () => {
  const folder = await dataFolder()
  const stranger = await otherProcess()
  await writeFile(join(folder, 'farm.pid'), `${stranger.pid} 1\n`)

  await (await lockData(folder))()
})

test('a folder that cannot be used is told with its reason', async () => {
  const folder = await dataFolder()
  await writeFile(join(folder, 'file'), '')

  await expect(lockData(join(folder, 'file', 'data'))).rejects.toMatchObject({
    code: 'DATA_UNUSABLE',
    message: expect.stringContaining('ENOTDIR'),
  })
})

test.skipIf(process.getuid?.() === 0)('a folder that this user may not write in is refused at once', async () => {
  const folder = await dataFolder()
  await chmod(folder, 0o500)

  await expect(lockData(folder)).rejects.toMatchObject({ code: 'DATA_UNUSABLE' })
})
