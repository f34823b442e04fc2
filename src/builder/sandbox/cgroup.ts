import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, FarmError } from '../../errors.ts'

/** Where groups can be made: one folder for both controllers with version 2, one each with version 1. */
export type CgroupPlace = { version: 1; memory: string; pids: string } | { version: 2; folder: string }

export interface CgroupLimits {
  /** Null: none. */
  memoryBytes: number | null
  /** Processes and threads. */
  processes: number
}

/** A control group that holds one build, with its bounds. */
export interface Cgroup {
  /** Files to which a process writes `0` to go into the group. */
  joinFiles: string[]
  /** What the kernel refused or killed so far, and the most memory that was used at a time, in bytes. */
  read(): Promise<{ memoryKills: number; processesRefused: number; peakMemoryBytes: number | null }>
  /**
   * Kills what is left in it, and removes it.
   * @throws {FarmError} SANDBOX when something of it cannot be killed: it could still write
   */
  close(): Promise<void>
}

const closeRounds = 50
const betweenRoundsMs = 100

const readText = (path: string): Promise<string> => readFile(path, 'latin1').catch(() => '')
/** The value of a line `name value`. */
const countOf = (text: string, name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)

/**
 * Finds where this process may make control groups for memory and processes: below its own group, where systemd has delegated it
 * (`Delegate=`) or this user may write. With version 2 this process first moves into a group of its own, since one with processes
 * in it may hand on no controllers.
 * @returns null where there is no such place
 */
export async function findCgroupPlace(): Promise<CgroupPlace | null> {
  const own = await readText('/proc/self/cgroup')
  const mounts = await readText('/proc/self/mounts')
  return (await placeOfVersion2(own, mounts)) ?? (await placeOfVersion1(own, mounts))
}

async function placeOfVersion1(own: string, mounts: string): Promise<CgroupPlace | null> {
  const folders = ['memory', 'pids'].map((controller) => {
    const path = own
      .split('\n')
      .find((line) => line.split(':')[1]?.split(',').includes(controller))
      ?.split(':')[2]
    const root = mounts.split('\n').find((line) => {
      const [, , type, options = ''] = line.split(' ')
      return type === 'cgroup' && options.split(',').includes(controller)
    })
    return path === undefined || root === undefined ? null : join(root.split(' ')[1] ?? '', path)
  })
  const [memory, pids] = folders
  if (memory == null || pids == null) return null
  const place = { version: 1, memory, pids } as const
  return (await works(place)) ? place : null
}

async function placeOfVersion2(own: string, mounts: string): Promise<CgroupPlace | null> {
  const path = /^0::(\/.*)$/m.exec(own)?.[1]
  const root = /^\S+ (\S+) cgroup2 /m.exec(mounts)?.[1]
  if (path === undefined || root === undefined) return null
  const inOwnLeaf = path.endsWith('/wheelyard-builder')
  const folder = join(root, inOwnLeaf ? path.slice(0, -'/wheelyard-builder'.length) : path)
  const controllers = (await readText(join(folder, 'cgroup.controllers'))).trim().split(' ')
  if (!controllers.includes('memory') || !controllers.includes('pids')) return null
  try {
    const leaf = join(folder, 'wheelyard-builder')
    await mkdir(leaf, { recursive: true })
    await writeFile(join(leaf, 'cgroup.procs'), '0')
    await writeFile(join(folder, 'cgroup.subtree_control'), '+memory +pids')
  } catch {
    return null
  }
  const place = { version: 2, folder } as const
  return (await works(place)) ? place : null
}

async function works(place: CgroupPlace): Promise<boolean> {
  try {
    for (const folder of place.version === 2 ? [place.folder] : [place.memory, place.pids]) await removeOrphans(folder)
    await (await openCgroup(place, 'try', { memoryBytes: 2 ** 26, processes: 16 })).close()
    return true
  } catch {
    return false
  }
}

/** Groups of builders that were killed: their names begin with the builder's process. */
async function removeOrphans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^wheelyard-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await emptyAndRemove([join(folder, name)])
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * @param label unique to what this process has open
 * @throws whatever the file system throws
 */
export async function openCgroup(place: CgroupPlace, label: string, limits: CgroupLimits): Promise<Cgroup> {
  const name = `wheelyard-${process.pid}-${label}`
  return place.version === 2 ? openVersion2(join(place.folder, name), limits) : openVersion1(place, name, limits)
}

async function openVersion2(folder: string, { memoryBytes, processes }: CgroupLimits): Promise<Cgroup> {
  await emptyAndRemove([folder])
  await mkdir(folder)
  await writeFile(join(folder, 'pids.max'), String(processes))
  if (memoryBytes !== null) {
    await writeFile(join(folder, 'memory.max'), String(memoryBytes))
    await writeFile(join(folder, 'memory.swap.max'), '0').catch(() => {}) // no swap accounting in this kernel
  }
  await writeFile(join(folder, 'memory.oom.group'), '1').catch(() => {}) // before Linux 4.19
  return {
    joinFiles: [join(folder, 'cgroup.procs')],
    read: async () => ({
      memoryKills: countOf(await readText(join(folder, 'memory.events')), 'oom_kill'),
      processesRefused: countOf(await readText(join(folder, 'pids.events')), 'max'),
      peakMemoryBytes: Number(await readText(join(folder, 'memory.peak'))) || null,
    }),
    close: () => closeAll([folder]),
  }
}

async function openVersion1(
  place: Extract<CgroupPlace, { version: 1 }>,
  name: string,
  { memoryBytes, processes }: CgroupLimits,
): Promise<Cgroup> {
  const [memory, pids] = [join(place.memory, name), join(place.pids, name)]
  await emptyAndRemove([memory, pids])
  await mkdir(memory)
  await mkdir(pids)
  await writeFile(join(pids, 'pids.max'), String(processes))
  if (memoryBytes !== null) {
    await writeFile(join(memory, 'memory.limit_in_bytes'), String(memoryBytes))
    await writeFile(join(memory, 'memory.memsw.limit_in_bytes'), String(memoryBytes)).catch(() => {}) // no swap accounting
  }
  return {
    joinFiles: [join(memory, 'cgroup.procs'), join(pids, 'cgroup.procs')],
    read: async () => ({
      memoryKills: countOf(await readText(join(memory, 'memory.oom_control')), 'oom_kill'),
      processesRefused: countOf(await readText(join(pids, 'pids.events')), 'max'),
      peakMemoryBytes: Number(await readText(join(memory, 'memory.max_usage_in_bytes'))) || null,
    }),
    close: () => closeAll([memory, pids]),
  }
}

async function closeAll(folders: readonly string[]): Promise<void> {
  const left = await emptyAndRemove(folders)
  if (left > 0) throw new FarmError('SANDBOX', `${left} processes of the build cannot be killed`)
}

/** @returns how many processes were still there after 5 s: they hang in the kernel */
async function emptyAndRemove(folders: readonly string[]): Promise<number> {
  let left = 0
  for (const folder of folders) {
    let pids: number[] = []
    for (let round = 0; round < closeRounds; round += 1) {
      pids = (await readText(join(folder, 'cgroup.procs'))).split('\n').filter(Boolean).map(Number)
      for (const pid of pids) killOne(pid)
      if (pids.length === 0 && (await rmdir(folder).then(() => true, isGone))) break
      await sleep(betweenRoundsMs)
    }
    left = Math.max(left, pids.length)
  }
  return left
}

const isGone = (error: unknown): boolean => errorCode(error) === 'ENOENT'

function killOne(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}
