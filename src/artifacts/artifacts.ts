import type { Readable } from 'node:stream'
import type { AttemptId } from '../../schema/ids.ts'

/** What was received: its hash is its name from now on. */
export interface StoredObject {
  /** Lower-case hex. */
  sha256: string
  /** Bytes. */
  size: number
}

/** A part of a file or log: bytes `start` to `end`, both included, as in RFC 9110 ranges. */
export interface ByteRange {
  start: number
  end: number
}

/** A run of bytes of a log, out of what is kept of it: its first part, its last part, and nothing between them. */
export interface LogPart {
  /** Where `bytes` begin: where was asked for, or behind the gap when that lies in it. */
  offset: number
  /** At most as many as asked for, never across the gap; none at the log's end. */
  bytes: Buffer
  /** Bytes that were let go: `start` up to but not including `end`, which moves while the log grows. */
  gap: { start: number; end: number } | null
  /** Bytes that the builder has sent in all. */
  totalBytes: number
}

/** Wheels, their metadata and logs, outside Postgres. On disk now; any object store can stand behind the same calls. */
export interface Artifacts {
  /**
   * Stores a stream under its hash; nothing is left behind when it fails. Storing the same bytes twice is one object.
   * @throws {InputError} TOO_LARGE past `maxBytes`, SHA256_MISMATCH when `sha256` is given and another comes out
   */
  receive(source: Readable | Buffer, options: { maxBytes: number; sha256?: string }): Promise<StoredObject>
  /** @throws {NotFoundError} ARTIFACT_MISSING */
  open(sha256: string, range?: ByteRange): Promise<Readable>
  /** A path for tools that must seek, such as a zip reader. @throws {NotFoundError} ARTIFACT_MISSING */
  path(sha256: string): Promise<string>
  /** In bytes. @throws {NotFoundError} ARTIFACT_MISSING */
  size(sha256: string): Promise<number>
  /**
   * Appends a chunk to an attempt's log. A chunk that begins before the end is taken from where it is new, one that
   * begins past the end is refused, so that sending again is harmless.
   * @returns where the log ends now, in bytes
   * @throws {ConflictError} LOG_OFFSET when the chunk would leave a hole; the message says where the log ends
   */
  appendLog(attempt: AttemptId, offset: number, chunk: Buffer): Promise<number>
  /** Costs what is read, not what is kept. A log that nobody sent is an empty one. */
  readLog(attempt: AttemptId, offset: number, maxBytes: number): Promise<LogPart>
  /** Tries whether something can be stored now. @throws {FarmError} ARTIFACTS_UNWRITABLE */
  checkWritable(): Promise<void>
  /** Room that is left for this user, in bytes. */
  freeBytes(): Promise<number>
}
