import { Agent, request } from 'undici'
import { z } from 'zod'

/** What a person or a page asks of a package: every release on every target. */
const STATUS = `query Status($name: String!, $after: String) {
  package(name: $name) {
    releases(first: 100, after: $after) {
      nodes { version yanked status { target { abi platform } status reason nextStep wait wheel { filename } } }
      pageInfo { endCursor hasNextPage }
    }
  }
}`

const Page = z.object({
  data: z.object({
    package: z.object({
      releases: z.object({
        nodes: z.array(z.object({ status: z.array(z.unknown()) })),
        pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
      }),
    }),
  }),
})

export interface Asker {
  /** All releases of a package, page after page. @returns how many statuses came, and the bytes of the answers */
  status(name: string): Promise<{ statuses: number; bytes: number }>
  /** `{ __typename }`: GraphQL itself. */
  typename(): Promise<void>
  /** One GET of another server. */
  bare(): Promise<void>
  close(): Promise<void>
}

/** Asks over one connection for each server, one question after the other. */
export function openAsker(graphqlUrl: string, bareUrl: string): Asker {
  const dispatcher = new Agent({ connections: 1, pipelining: 1 })
  const ask = async (query: string, variables: object): Promise<string> => {
    const { statusCode, body } = await request(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
      dispatcher,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`the farm answered ${statusCode}: ${text.slice(0, 500)}`)
    return text
  }
  return {
    status: async (name) => {
      let statuses = 0
      let bytes = 0
      for (let after: string | null = null, more = true; more; ) {
        const text = await ask(STATUS, { name, after })
        const { nodes, pageInfo } = Page.parse(JSON.parse(text)).data.package.releases
        bytes += Buffer.byteLength(text)
        statuses += nodes.reduce((sum, { status }) => sum + status.length, 0)
        after = pageInfo.endCursor
        more = pageInfo.hasNextPage
      }
      return { statuses, bytes }
    },
    typename: async () => void (await ask('{ __typename }', {})),
    bare: async () => {
      const { body } = await request(bareUrl, { dispatcher })
      await body.text()
    },
    close: () => dispatcher.destroy(),
  }
}
