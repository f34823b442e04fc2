import { statSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { BuilderId, BuildId } from '../../schema/ids.ts'

/** A year: a token that is good for longer is a password. */
const MOST_HOURS = 8_760

/** @throws {InvalidArgumentError} unless it is a positive number of at most a year's hours */
export function parseHours(text: string): number {
  const hours = Number(text)
  if (hours > 0 && hours <= MOST_HOURS) return hours
  throw new InvalidArgumentError(`Give a number of hours, more than 0 and at most ${MOST_HOURS}.`)
}

/** A builder's number as `builder list` shows it. The brand claims no more: there may be no such builder. */
export function parseBuilderId(text: string): BuilderId {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text) as BuilderId
  throw new InvalidArgumentError('Give the number that `wheelyard builder list` shows.')
}

/** @throws {InvalidArgumentError} unless there is such a folder */
export function parseFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  throw new InvalidArgumentError('There is no such folder.')
}

/** @throws {InvalidArgumentError} unless it is a time */
export function parseTime(text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new InvalidArgumentError('Give a time such as 2026-01-31T12:00Z.')
}

/** A build's number as its page shows it. The brand claims no more: there may be no such build. */
export function parseBuildNumber(text: string): BuildId {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text) as BuildId
  throw new InvalidArgumentError('Give the number that the page of the build shows.')
}

/** @throws {InvalidArgumentError} unless it is a whole number */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}
