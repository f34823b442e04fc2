import { execFile } from 'node:child_process'
import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Folders of one build; all of it goes when the build is over. */
export interface WorkFolder {
  root: string
  /** Holds the sdist. */
  source: string
  /** Build requirements that were fetched. */
  requirements: string
  /** Where pip puts the wheels. */
  out: string
}

/** Folders of one step of a build: what one step leaves there, no other sees. */
export interface StepFolder {
  home: string
  temporary: string
  /** Where the step leaves its answer. */
  answer: string
}

const folderOfAll = (dataDir: string): string => join(dataDir, 'work')

/** @throws whatever the file system throws, ENOSPC among it */
export async function makeWorkFolder(dataDir: string, attempt: number): Promise<WorkFolder> {
  const root = join(folderOfAll(dataDir), String(attempt))
  await removeFolder(root)
  const inside = (name: string): string => join(root, name)
  const work = { root, source: inside('sdist'), requirements: inside('requirements'), out: inside('out') }
  for (const path of [work.source, work.requirements, work.out]) await mkdir(path, { recursive: true, mode: 0o700 })
  return work
}

/** @param name unique to the step */
export async function makeStepFolder(work: WorkFolder, name: string): Promise<StepFolder> {
  const inside = (what: string): string => join(work.root, name, what)
  const step = { home: inside('home'), temporary: inside('tmp'), answer: inside('answer') }
  for (const path of Object.values(step)) await mkdir(path, { recursive: true, mode: 0o700 })
  return step
}

/** Removes what builds of an earlier run of this builder left behind. */
export async function clearWorkFolders(dataDir: string): Promise<void> {
  await removeFolder(folderOfAll(dataDir))
}

/**
 * Removes a tree, also one in which a build has taken rights away from folders, or that is deeper than a path can be long, which
 * `rm` can and Node cannot. Links are removed, never followed.
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch {
    await openUp(path).catch(() => {})
    await run('rm', ['-rf', '--', path]).catch(() => {})
    await rm(path, { recursive: true, force: true })
  }
}

const run = promisify(execFile)

async function openUp(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return
  await chmod(path, 0o700)
  for (const name of await readdir(path)) await openUp(join(path, name))
}
