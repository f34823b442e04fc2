import { lstat, opendir, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** Deeper or wider trees are no build's: they are counted as too large. */
const bounds = { depth: 100, entries: 2_000_000 } as const

/**
 * What a tree takes on the disk, in bytes, each entry with at least 1 KiB, so that a million empty files count too. Links are
 * not followed. What goes away meanwhile is not counted.
 * @param enough counting ends when it is reached
 */
export async function diskUse(root: string, enough: number): Promise<number> {
  let [bytes, entries] = [0, 0]
  const open: { path: string; depth: number }[] = [{ path: root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, depth } = next
    if (depth > bounds.depth || entries > bounds.entries) return Number.POSITIVE_INFINITY
    for (const name of await namesIn(path)) {
      const inside = join(path, name)
      const found = await lstat(inside).catch(() => null)
      if (found === null) continue
      entries += 1
      bytes += Math.max(1_024, found.blocks * 512)
      if (found.isDirectory()) open.push({ path: inside, depth: depth + 1 })
      if (bytes > enough) return bytes
    }
  }
  return bytes
}

async function namesIn(path: string): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of await opendir(path)) {
      names.push(entry.name)
      if (names.length > bounds.entries) break
    }
  } catch {
    // gone, or its rights were taken away: what is in it cannot grow unseen by the machine's own floor
  }
  return names
}

/** What is left for this user on the disk that holds a folder, in bytes. */
export async function freeDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
