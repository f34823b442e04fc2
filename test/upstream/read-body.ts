import type { IncomingMessage } from 'node:http'
import { InputError } from '../../src/errors.ts'

/** @throws {InputError} STAND_IN_COMMAND when it is longer than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    chunks.push(chunk as Buffer) // a request without an encoding yields Buffers
    size += chunk.length
    if (size > maxBytes) throw new InputError('STAND_IN_COMMAND', `the body is longer than ${maxBytes} bytes`)
  }
  return Buffer.concat(chunks).toString('utf8')
}
