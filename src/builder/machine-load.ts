import { readFile, statfs } from 'node:fs/promises'
import { freemem, loadavg } from 'node:os'
import type { Beat } from '../../schema/farm-api.ts'

export type MachineLoad = Pick<Beat, 'load1' | 'memoryFreeBytes' | 'swapFreeBytes' | 'diskFreeBytes' | 'temperatureC'>

/** How this machine fares; null where it does not tell. */
export async function machineLoad(dataDir: string): Promise<MachineLoad> {
  const memory = await readFile('/proc/meminfo', 'latin1').catch(() => '')
  return {
    load1: loadavg()[0] ?? null,
    // Linux counts caches as used in its "free" figure, but not in MemAvailable.
    memoryFreeBytes: bytesOf(memory, 'MemAvailable') ?? freemem(),
    swapFreeBytes: bytesOf(memory, 'SwapFree'),
    diskFreeBytes: await statfs(dataDir).then(
      (disk) => disk.bavail * disk.bsize,
      () => null,
    ),
    temperatureC: await temperature(),
  }
}

function bytesOf(meminfo: string, field: string): number | null {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024
}

/** Of the processor, on a Raspberry Pi the only zone. */
async function temperature(): Promise<number | null> {
  const text = await readFile('/sys/class/thermal/thermal_zone0/temp', 'latin1').catch(() => '')
  const thousandths = Number(text.trim())
  return text.trim() === '' || !Number.isFinite(thousandths) ? null : thousandths / 1_000
}
