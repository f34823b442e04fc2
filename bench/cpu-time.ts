import { readFile } from 'node:fs/promises'

/** Linux counts processor time in ticks of a hundredth of a second. */
const TICK_MS = 10

/** Processor time that a process has used so far, all threads, in milliseconds; null where `/proc` does not tell. */
export async function cpuMs(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // The second field, a name in parentheses, may hold spaces; user and system time are the 14th and 15th.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
