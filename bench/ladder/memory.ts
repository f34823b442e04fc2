import { readdir, readFile } from 'node:fs/promises'
import type postgres from 'postgres'

const LOOK_MS = 250

/** Memory while something runs: the most that was seen, in bytes. */
export interface PeakMemory {
  node: number
  /** All processes of the server, shared memory counted once; null where it cannot be read. */
  postgres: number | null
}

/** Looks at memory four times a second until `stop`. */
export async function watchMemory(sql: postgres.Sql): Promise<{ stop(): Promise<PeakMemory> }> {
  const server = await postmasterOf(sql)
  const peak: PeakMemory = { node: 0, postgres: null }
  let looking = Promise.resolve()
  const look = async () => {
    peak.node = Math.max(peak.node, process.memoryUsage.rss())
    const bytes = server === null ? null : await familyBytes(server)
    if (bytes !== null) peak.postgres = Math.max(peak.postgres ?? 0, bytes)
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_MS)
  await look()
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
      await look()
      return peak
    },
  }
}

/** The server's first process, if it runs on this machine. */
async function postmasterOf(sql: postgres.Sql): Promise<number | null> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  const status = row === undefined ? null : await readFile(`/proc/${row.pid}/status`, 'utf8').catch(() => null)
  if (status === null || !/^Name:\s+postgres$/m.test(status)) return null
  const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1]
  return parent === undefined ? null : Number(parent)
}

/** Each page is split among the processes that share it (Pss), so that the sum counts it once. */
async function familyBytes(parent: number): Promise<number | null> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const sizes = await Promise.all(pids.map((pid) => bytesOf(pid, parent)))
  const known = sizes.filter((size) => size !== null)
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0)
}

async function bytesOf(pid: string, parent: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8')
    const itsParent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1])
    if (itsParent !== parent && Number(pid) !== parent) return null
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1_024
  } catch {
    return null // it ended, or is not ours to look at
  }
}
