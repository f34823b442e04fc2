import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { InputError, WheelyardError } from '../../src/errors.ts'
import { type Answer, plain } from './answer.ts'
import { Command, runCommand, type Scene } from './commands.ts'
import type { Row } from './model.ts'
import { readBody } from './read-body.ts'

/** Files come in as base64. */
const maxBodyBytes = 512 * 1024 ** 2

const Body = z.union([z.array(Command), Command.transform((command) => [command])])

/**
 * `POST /_ctl` takes a command, or a list that is carried out in order until one fails; `GET /_ctl` shows the journal.
 * Both answer the highest serial and rows. Only JSON is taken, so that no page in a browser can send commands unasked.
 */
export async function answerControl(scene: Scene, request: IncomingMessage): Promise<Answer> {
  if (request.method === 'GET') return answerRows(scene, 200, scene.registry.world.rows)
  try {
    const rows: Row[] = []
    for (const command of await readCommands(request)) rows.push(...(await runCommand(scene, command)))
    return answerRows(scene, 200, rows)
  } catch (error) {
    if (!(error instanceof WheelyardError)) throw error
    return json(error.status, { code: error.code, message: error.message })
  }
}

async function readCommands(request: IncomingMessage): Promise<Command[]> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new InputError('STAND_IN_COMMAND', 'send application/json')
  }
  const parsed = Body.safeParse(parseJson(await readBody(request, maxBodyBytes)))
  if (!parsed.success) throw new InputError('STAND_IN_COMMAND', z.prettifyError(parsed.error))
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError('STAND_IN_COMMAND', 'that is no JSON', { cause })
  }
}

function answerRows(scene: Scene, status: number, rows: readonly Row[]): Answer {
  return json(status, { serial: scene.registry.world.lastSerial, rows })
}

function json(status: number, body: object): Answer {
  return plain(status, 'application/json', `${JSON.stringify(body)}\n`)
}
