import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The processes of one build: its process group, and on Linux also whatever left the group but still carries the build's
 * mark in its environment.
 */
export interface BuildProcesses {
  /** Id of the group, which is that of the first process; null when only the mark is known, after a restart. */
  group: number | null
  /** `NAME=value`, unique to the build. */
  mark: string
}

/** A killed process is gone within milliseconds, unless it waits for a disk or a network share. */
const mostKillRounds = 50
const betweenRoundsMs = 100

/**
 * What a build uses now: resident memory in bytes, and processes with their threads; null where there is no /proc.
 * @param leader of its process group. What descends from it counts too: in a box all of it does
 */
export async function useOf(leader: number): Promise<{ residentBytes: number; processes: number } | null> {
  const rows = await listProcesses()
  if (rows === null) return null
  const family = familyOf(leader, rows)
  const members = rows.filter((one) => one.group === leader || one.session === leader || family.has(one.pid))
  const sum = (field: 'residentBytes' | 'threads'): number => members.reduce((total, one) => total + one[field], 0)
  return { residentBytes: sum('residentBytes'), processes: sum('threads') }
}

function familyOf(leader: number, rows: readonly ProcessRow[]): Set<number> {
  const children = new Map<number, number[]>()
  for (const { pid, parent } of rows) children.set(parent, [...(children.get(parent) ?? []), pid])
  const family = new Set([leader])
  for (const pid of family) for (const child of children.get(pid) ?? []) family.add(child)
  return family
}

/**
 * Kills all processes of a build, those that have moved into sessions of their own too, and waits until they are gone.
 * @returns how many were still there after 5 s: they hang in the kernel
 */
export async function killBuild(build: BuildProcesses): Promise<number> {
  let left = 0
  for (let round = 0; round < mostKillRounds; round += 1) {
    if (build.group !== null) killGroup(build.group)
    const members = await membersOf(build)
    left = members.length
    if (left === 0) return 0
    for (const pid of members) killOne(pid)
    await sleep(betweenRoundsMs)
  }
  return left
}

/** SIGKILL to the group. Does nothing when nobody is left in it. */
export function killGroup(group: number): void {
  killOne(-group)
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already, or never ours
  }
}

async function membersOf({ group, mark }: BuildProcesses): Promise<number[]> {
  const processes = await listProcesses()
  if (processes === null) return group !== null && groupIsAlive(group) ? [group] : []
  const members: number[] = []
  for (const one of processes) {
    if (one.pid === process.pid || one.isZombie) continue
    if (one.group === group || one.session === group || (await carriesMark(one.pid, mark))) members.push(one.pid)
  }
  return members
}

function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

/** Only processes of this user can be read; those of others cannot be killed either. */
async function carriesMark(pid: number, mark: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
  return environment.split('\0').includes(mark)
}

interface ProcessRow {
  pid: number
  parent: number
  group: number
  session: number
  isZombie: boolean
  residentBytes: number
  threads: number
}

/** All processes of this machine, as proc(5) tells them; null where there is no /proc. */
async function listProcesses(): Promise<ProcessRow[] | null> {
  const names = await readdir('/proc').catch(() => null)
  const pids = names?.filter((name) => /^\d+$/.test(name)) ?? []
  if (pids.length === 0) return null
  const rows = await Promise.all(pids.map(readProcess))
  return rows.filter((row) => row !== null)
}

/** Pages are 4 KiB on all that we build for, but 16 KiB on a Raspberry Pi 5; statm would count pages, status counts kB. */
async function readProcess(name: string): Promise<ProcessRow | null> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'latin1')
    // The command, in brackets, may hold anything, brackets and blanks too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const status = await readFile(`/proc/${name}/status`, 'latin1')
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)
    return {
      pid: Number(name),
      parent: Number(fields[1]),
      group: Number(fields[2]),
      session: Number(fields[3]),
      isZombie: fields[0] === 'Z',
      residentBytes: Number(resident?.[1] ?? 0) * 1_024,
      threads: Number(fields[17]),
    }
  } catch {
    return null // it ended while we looked
  }
}
