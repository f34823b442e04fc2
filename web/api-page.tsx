import type { VNode } from 'preact'
import { Layout, type PageProps } from './layout.tsx'

interface ApiPageProps extends PageProps {
  origin: string
  /** The API's schema as SDL, with its descriptions. */
  sdl: string
}

const EXAMPLE = '{ targets { abi platform label } }'

/** What a person needs to know before a program of theirs asks the API. */
export function ApiPage({ origin, sdl, ...page }: ApiPageProps): VNode {
  return (
    <Layout title="API" {...page}>
      <h1>API</h1>
      <p class="lead">
        All that these pages show, and more, is to be had by GraphQL at <code>{`${origin}/graphql`}</code>: POST with
        JSON. Reading needs no key; mutations take a maintainer’s token.
      </p>
      <pre class="command">
        {`curl -s ${origin}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: EXAMPLE })}'`}
      </pre>
      <h2>Schema</h2>
      <pre>{sdl}</pre>
    </Layout>
  )
}
