import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openCgroup } from '../../src/builder/sandbox/cgroup.ts'

test('a group whose processes cannot be killed does not close as if they were gone', async () => {
  // A plain folder keeps what is written to it: its list of processes never empties, as that of one that hangs in the kernel.
  const folder = await mkdtemp(join(tmpdir(), 'wheelyard-cgroup-'))
  const group = await openCgroup({ version: 2, folder }, 'hangs', { memoryBytes: null, processes: 16 })
  const [joinFile = ''] = group.joinFiles
  expect(dirname(dirname(joinFile))).toBe(folder)
  await writeFile(joinFile, '999999999\n')

  await expect(group.close()).rejects.toMatchObject({ code: 'SANDBOX' })

  await rm(folder, { recursive: true })
})
