import { destination, type Logger, pino } from 'pino'

export type { Logger }

/**
 * A structured logger on stderr, one JSON line per event. Ids (`package`, `release`, `build`, `attempt`, `builder`,
 * `target`) are bound as fields under these very names in every process, so that one release can be followed by grep.
 * @param role the process's part: `api`, `sync`, `dispatch`, `builder`, …
 */
export function createLogger(role: string, level: string): Logger {
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, destination(2))
}
