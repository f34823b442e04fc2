import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders of one build; all of it goes when the build is over. */
export interface WorkFolder {
  root: string
  /** HOME and working folder. */
  home: string
  temporary: string
  /** Holds the sdist. */
  source: string
  /** Where pip puts the wheels. */
  out: string
}

const folderOfAll = (dataDir: string): string => join(dataDir, 'work')

/** @throws whatever the file system throws, ENOSPC among it */
export async function makeWorkFolder(dataDir: string, attempt: number): Promise<WorkFolder> {
  const root = join(folderOfAll(dataDir), String(attempt))
  await removeFolder(root)
  const inside = (name: string): string => join(root, name)
  const work = { root, home: inside('home'), temporary: inside('tmp'), source: inside('sdist'), out: inside('out') }
  for (const path of [work.home, work.temporary, work.source, work.out]) {
    await mkdir(path, { recursive: true, mode: 0o700 })
  }
  return work
}

/** Removes what builds of an earlier run of this builder left behind. */
export async function clearWorkFolders(dataDir: string): Promise<void> {
  await removeFolder(folderOfAll(dataDir))
}

/** Removes a tree, also one in which a build has taken rights away from folders. Links are removed, never followed. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch {
    await openUp(path)
    await rm(path, { recursive: true, force: true })
  }
}

async function openUp(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return
  await chmod(path, 0o700)
  for (const name of await readdir(path)) await openUp(join(path, name))
}
