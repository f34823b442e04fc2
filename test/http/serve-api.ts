import type { FastifyInstance } from 'fastify'
import { bareServer } from '../../src/http/bare-server.ts'
import { mountGraphql } from '../../src/http/graphql.ts'
import { mountMetrics } from '../../src/http/metrics.ts'
import { mountPages } from '../../src/http/pages.ts'
import type { Farm } from '../../src/jobs/farm.ts'

export const maintainerToken = 'a-token-for-the-maintainer'

export interface ServedApi {
  app: FastifyInstance
  /** Without a trailing slash. */
  url: string
  /** Posts an operation and gives the whole answer. */
  ask(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  data?: unknown
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[]
}

/** The API and the pages of a farm on a free port, as the real server mounts them. */
export async function serveApi(farm: Farm): Promise<ServedApi> {
  const app = bareServer(farm.log)
  const options = {
    farm,
    queueConfig: { backend: 'postgres', databaseUrl: 'postgres://127.0.0.1:1/none', schema: 'bullmq' },
    upstreamUrl: 'http://127.0.0.1:1',
    maintainerToken,
    adminName: 'ada',
  } as const
  mountMetrics(app, farm)
  await mountGraphql(app, options)
  await mountPages(app, options)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, url, ask: asker(url), close: () => app.close() }
}

function asker(url: string): ServedApi['ask'] {
  return async (query, variables = {}, token) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    })
    // What came is compared as a whole by the test.
    return (await answer.json()) as Answer
  }
}

/** What a test compares of errors: their codes alone, since texts and request ids differ. */
export const codesOf = (answer: Answer): unknown[] => (answer.errors ?? []).map((error) => error.extensions.code)
