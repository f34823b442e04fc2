import { readFile, statfs } from 'node:fs/promises'
import { freemem, loadavg } from 'node:os'
import type { Beat } from '../../schema/farm-api.ts'

/** How this machine fares; null where it does not tell. */
export async function machineLoad(dataDir: string): Promise<Omit<Beat, 'attempts'>> {
  return {
    load1: loadavg()[0] ?? null,
    memoryFreeBytes: await availableMemory(),
    diskFreeBytes: await statfs(dataDir).then(
      (disk) => disk.bavail * disk.bsize,
      () => null,
    ),
    temperatureC: await temperature(),
  }
}

/** Linux counts caches as used in its "free" figure, but not in MemAvailable. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'latin1').catch(() => '')
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1_024
}

/** Of the processor, on a Raspberry Pi the only zone. */
async function temperature(): Promise<number | null> {
  const text = await readFile('/sys/class/thermal/thermal_zone0/temp', 'latin1').catch(() => '')
  const thousandths = Number(text.trim())
  return text.trim() === '' || !Number.isFinite(thousandths) ? null : thousandths / 1_000
}
