import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { isAlive } from '../processes/is-alive.ts'
import { type Place, POSTGRES_NAME, readOrNull } from './place.ts'
import { runTool } from './tool.ts'

/** What postmaster.pid says about the server that runs on a cluster. */
export interface Postmaster {
  pid: number
  port: number
  /** False while it starts or stops. */
  isReady: boolean
  /** Whether the process that it was to end with is gone: the kernel has then told it to stop, though it may not have got round to it. */
  isOrphaned: boolean
}

/**
 * Reads postmaster.pid (its lines: pid, data folder, start time, port, socket folder, address, shared memory, status).
 * @returns null if there is none, or if it is left over from a server that runs no more
 */
export async function readPostmaster(place: Place): Promise<Postmaster | null> {
  const lines = (await readOrNull(pidFile(place)))?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid < 1 || !(await isPostmaster(pid, place))) return null
  const isReady = lines[7]?.trim() === 'ready'
  return { pid, port: Number(lines[3]), isReady, isOrphaned: await hasLostStarter(pid, place) }
}

async function hasLostStarter(pid: number, place: Place): Promise<boolean> {
  const starter = await readOrNull(place.starter)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const parent = /^PPid:\t(\d+)$/m.exec(status)?.[1]
  return starter !== null && parent !== undefined && parent !== starter.trim()
}

export function pidFile(place: Place): string {
  return join(place.cluster, 'postmaster.pid')
}

/** Whether this process is the server on this cluster: after a restart of the machine its number may be another's. */
async function isPostmaster(pid: number, place: Place): Promise<boolean> {
  if (!isAlive(pid)) return false
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
  if (fromProc !== null) return fromProc.includes(place.cluster)
  const { output } = await runTool({ command: 'ps', args: ['-o', 'args=', '-p', String(pid)] })
  return output.includes(place.cluster)
}

export function serverUrl(port: number, password: string, database = POSTGRES_NAME): string {
  return `postgres://${POSTGRES_NAME}:${password}@127.0.0.1:${port}/${database}`
}

/** Whether a server takes our password there; since scram proves both sides, it is then our own. */
export async function answers(port: number, password: string): Promise<boolean> {
  const client = postgres(serverUrl(port, password, 'postgres'), { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await client`select 1`
    return true
  } catch {
    return false
  } finally {
    await client.end({ timeout: 1 })
  }
}

/** Makes the farm's database if it is missing. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = postgres(serverUrl(port, password, 'postgres'), { max: 1, connect_timeout: 10, onnotice: () => {} })
  try {
    const found = await client`select 1 from pg_database where datname = ${POSTGRES_NAME}`
    if (found.length === 0) await client`create database ${client(POSTGRES_NAME)}`
  } finally {
    await client.end({ timeout: 5 })
  }
}
