import { type FileHandle, mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Report } from '../../schema/report.ts'
import { encodeReport } from '../../schema/report-codec.ts'
import type { Logger } from '../logger.ts'
import { syncFolder, writeDurably } from './durable-files.ts'
import { removeFolder } from './work-folder.ts'

/** What must be known of an attempt to go on with it after a restart. */
export const AttemptRecord = z.strictObject({
  attempt: z.number().int(),
  /** The attempt token. */
  token: z.string(),
  build: z.number().int(),
  try: z.number().int(),
  sdistSha256: z.string(),
  startedAt: z.string(),
  environment: z.strictObject({ python: z.string(), pip: z.string(), builder: z.string(), system: z.string() }),
  /** Of the build's processes: what a builder that died left running is found by it. */
  mark: z.string().min(16),
})
export type AttemptRecord = z.infer<typeof AttemptRecord>

/** One attempt's folder: `attempt.json`, `log`, `wheels/`, and at last `report.cbor`, which makes it complete. */
export interface SpoolEntry {
  folder: string
  record: AttemptRecord
}

export const logPath = (entry: SpoolEntry): string => join(entry.folder, 'log')
export const wheelsFolder = (entry: SpoolEntry): string => join(entry.folder, 'wheels')
export const reportPath = (entry: SpoolEntry): string => join(entry.folder, 'report.cbor')

/**
 * Keeps what the farm has not yet taken. An attempt's folder is there before its build begins and goes only after the farm
 * said yes or a final no; a kill at any moment leaves it complete (it is delivered at the next start) or without a report
 * (it is then reported lost).
 */
export interface Spool {
  begin(record: AttemptRecord): Promise<SpoolEntry>
  /** Makes the entry complete. The log and wheels must be synced before. @throws {InputError} REPORT_INVALID */
  finish(entry: SpoolEntry, report: Report): Promise<void>
  /** What an earlier run left, oldest attempt first. */
  leftovers(): Promise<{ complete: SpoolEntry[]; interrupted: SpoolEntry[] }>
  /** Of a delivered entry. */
  remove(entry: SpoolEntry): Promise<void>
  /** Puts an entry where an operator can look at it; it is never sent again. */
  refuse(entry: SpoolEntry, reason: string): Promise<void>
}

/** Marks folders whose removal has begun. */
const GONE = 'gone-'

export async function openSpool(dataDir: string, log: Logger): Promise<Spool> {
  const root = join(dataDir, 'spool')
  const refused = join(dataDir, 'refused')
  await mkdir(root, { recursive: true, mode: 0o700 })
  return {
    begin: async (record) => {
      const entry = { folder: join(root, String(record.attempt)), record }
      await mkdir(wheelsFolder(entry), { recursive: true, mode: 0o700 })
      await writeDurably(join(entry.folder, 'attempt.json'), JSON.stringify(AttemptRecord.parse(record)))
      await syncFolder(root)
      return entry
    },
    finish: async (entry, report) => {
      const bytes = encodeReport(report)
      await syncFolder(wheelsFolder(entry))
      await writeDurably(reportPath(entry), bytes)
    },
    leftovers: () => readLeftovers(root, refused, log),
    remove: async ({ folder }) => {
      const gone = join(root, `${GONE}${basename(folder)}`)
      await rename(folder, gone)
      await removeFolder(gone)
    },
    refuse: ({ folder }, reason) => moveToRefused(folder, refused, reason),
  }
}

/** For the build to append to; the caller syncs and closes it. */
export async function openLog(entry: SpoolEntry): Promise<FileHandle> {
  return open(logPath(entry), 'a', 0o600)
}

async function readLeftovers(root: string, refused: string, log: Logger): ReturnType<Spool['leftovers']> {
  const complete: SpoolEntry[] = []
  const interrupted: SpoolEntry[] = []
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    if (name.startsWith(GONE)) {
      await removeFolder(folder)
      continue
    }
    const record = await readRecord(folder)
    if (record === null) {
      log.warn({ folder }, 'a folder in the spool is none of an attempt')
      await moveToRefused(folder, refused, 'attempt.json cannot be read')
      continue
    }
    const reported = (await readdir(folder)).includes('report.cbor')
    const list = reported ? complete : interrupted
    list.push({ folder, record })
  }
  const byAttempt = (a: SpoolEntry, b: SpoolEntry): number => a.record.attempt - b.record.attempt
  return { complete: complete.sort(byAttempt), interrupted: interrupted.sort(byAttempt) }
}

async function readRecord(folder: string): Promise<AttemptRecord | null> {
  try {
    return AttemptRecord.parse(JSON.parse(await readFile(join(folder, 'attempt.json'), 'utf8')))
  } catch {
    return null
  }
}

async function moveToRefused(folder: string, refused: string, reason: string): Promise<void> {
  await mkdir(refused, { recursive: true, mode: 0o700 })
  const time = new Date().toISOString()
  const place = join(refused, `${basename(folder)}-${time.replace(/[:.]/g, '')}`)
  await writeDurably(`${place}.txt`, `${time} ${reason}\n`)
  await rename(folder, place)
  await syncFolder(refused)
}
