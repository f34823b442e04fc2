import { z } from 'zod'
import { InputError, UpstreamError } from '../../src/errors.ts'
import type { CommandInput } from './commands.ts'
import { Row } from './model.ts'

const Done = z.object({ rows: z.array(Row) })
const Refused = z.object({ code: z.string(), message: z.string() })

/**
 * Has a stand-in elsewhere carry a command out.
 * @returns the changelog rows that it wrote
 * @throws {InputError} the stand-in's own code · {UpstreamError} STAND_IN_UNREACHABLE
 */
export function sendCommand(url: string, command: CommandInput): Promise<Row[]> {
  return sendCommands(url, [command])
}

/** The same for several, in order, until one fails. */
export function sendCommands(url: string, commands: readonly CommandInput[]): Promise<Row[]> {
  const headers = { 'content-type': 'application/json' }
  return askControl(url, { method: 'POST', headers, body: JSON.stringify(commands) })
}

/** @throws {UpstreamError} STAND_IN_UNREACHABLE */
export function fetchJournal(url: string): Promise<Row[]> {
  return askControl(url, { method: 'GET' })
}

async function askControl(url: string, init: RequestInit): Promise<Row[]> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/_ctl`, init).catch((cause: unknown) => {
    throw new UpstreamError('STAND_IN_UNREACHABLE', `no stand-in answers at ${url}`, { cause })
  })
  const body: unknown = await response.json().catch(() => null)
  const refused = Refused.safeParse(body)
  if (refused.success) throw new InputError(refused.data.code, refused.data.message)
  const done = Done.safeParse(body)
  if (!done.success) throw new UpstreamError('STAND_IN_UNREACHABLE', `what answers at ${url} is no stand-in`)
  return done.data.rows
}
