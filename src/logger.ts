import { destination, type Logger, pino } from 'pino'

export type { Logger }

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/**
 * A structured logger, one JSON line per event, on stderr or in a file. Ids (`package`, `release`, `build`, `attempt`, `builder`,
 * `target`) are bound as fields under these very names in every process, so that one release can be followed by grep.
 * @param role the process's part: `api`, `sync`, `dispatch`, `builder`, …
 * @param file appended to, its folder made; stderr without it
 */
export function createLogger(role: string, level: string, file?: string): Logger {
  const stream =
    file === undefined ? destination(2) : destination({ dest: file, append: true, mkdir: true, sync: false })
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, stream)
}
