import { readFile } from 'node:fs/promises'

/**
 * When a process began, in clock ticks since the machine did: with its number, a name that no other process gets. Null where the
 * system does not tell (Linux does), and when there is no such process.
 */
export async function processStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  const behindName = stat.slice(stat.lastIndexOf(')') + 2) // the name may hold spaces; `starttime` is field 22, the state field 3
  return behindName.split(' ')[19] ?? null
}
