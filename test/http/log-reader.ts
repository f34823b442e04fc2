import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { waitFor } from '../support/wait-for.ts'

export interface LogEvent {
  /** `message` for the log's text. */
  name: string
  id: string
  data: string
}

export interface FollowedLog {
  answer: IncomingMessage
  events: LogEvent[]
  /** Lines that keep the connection alive. */
  comments: () => number
  text(): string
  /** Resolves when the text holds this. */
  until(text: string): Promise<void>
  /** Resolves when the server has ended the stream; `true` when it ended it as a whole. */
  ended: Promise<boolean>
  leave(): void
}

/** Follows a log as a browser's EventSource does, byte by byte as it comes. */
export async function followLog(url: string, headers: Record<string, string> = {}): Promise<FollowedLog> {
  const sent: ClientRequest = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    sent.once('response', done).once('error', fail).end()
  })
  sent.on('error', () => {})
  const events: LogEvent[] = []
  let comments = 0
  let rest = ''
  answer.setEncoding('utf8')
  answer.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s))
      const valuesOf = (field: string) => fields.filter(([name]) => name === field).map(([, value]) => value ?? '')
      if (block.startsWith(':')) comments += 1
      const [id] = valuesOf('id')
      if (id !== undefined) {
        events.push({ id, name: valuesOf('event')[0] ?? 'message', data: valuesOf('data').join('\n') })
      }
    }
  })
  const text = () => events.flatMap(({ name, data }) => (name === 'message' ? [data] : [])).join('')
  return {
    answer,
    events,
    comments: () => comments,
    text,
    until: async (part) => {
      await waitFor(`“${part}” in the log`, async () => (text().includes(part) ? true : undefined))
    },
    ended: new Promise((done) => {
      answer.once('end', () => done(true)).once('error', () => done(false))
    }),
    leave: () => void sent.destroy(),
  }
}
