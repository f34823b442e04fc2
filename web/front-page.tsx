import type { VNode } from 'preact'
import { BuilderTable } from './builder-table.tsx'
import type { FrontPageQuery } from './documents.gen.ts'
import { FailureTable } from './failure-table.tsx'
import { countText } from './format.ts'
import { IncidentList } from './incident-list.tsx'
import { buildLabel, kindText } from './labels.ts'
import { Layout, type PageProps } from './layout.tsx'
import { Ago, Badge, BuildLink, Cell, Empty, Head, ReleaseLink, Row, Table, TargetName } from './parts.tsx'
import { TargetTable } from './target-table.tsx'

interface FrontPageProps extends PageProps {
  data: FrontPageQuery
  /** This server's address as the visitor reached it, without a trailing slash. */
  origin: string
  reload: boolean
}

/** What the farm is, how to use it, and what it is doing. */
export function FrontPage({ data, origin, reload, ...page }: FrontPageProps): VNode {
  return (
    <Layout title="Farm" live={{ isOn: reload, path: '/' }} {...page}>
      <h1>Wheels for small computers</h1>
      <p class="lead">
        This farm follows PyPI, works out which wheels are missing for computers such as the Raspberry Pi, builds them,
        and serves them to pip and uv.
      </p>
      <Usage origin={origin} />
      <SyncNote sync={data.sync} now={page.now} />
      <IncidentList incidents={data.incidents.nodes} now={page.now} />
      <h2>Targets</h2>
      <TargetTable targets={data.targets} now={page.now} />
      <h2>Builders</h2>
      <BuilderTable builders={data.builders} now={page.now} />
      <h2>Newest builds</h2>
      <NewestBuilds builds={data.newestBuilds.nodes} now={page.now} />
      <h2>Newest failures</h2>
      <FailureTable failures={data.failures} now={page.now} />
    </Layout>
  )
}

function Usage({ origin }: { origin: string }): VNode {
  return (
    <>
      <p>Install from here what PyPI has no wheel of, and everything else from PyPI:</p>
      <pre class="command">{`pip install --extra-index-url ${origin}/simple/ NAME`}</pre>
      <p>Only what this farm has built:</p>
      <pre class="command">{`pip install --index-url ${origin}/simple/ NAME`}</pre>
      <p>
        Programs ask the GraphQL API at <code class="anywhere">{`${origin}/graphql`}</code>.
      </p>
    </>
  )
}

function SyncNote({ sync, now }: { sync: FrontPageQuery['sync']; now: Date }): VNode {
  if (sync === null) {
    return <div class="notice">PyPI has not been looked at yet: is the role “sync” running?</div>
  }
  const { serial, reachedAt, lastError, lagging, pagesDue } = sync
  const due = `${countText(pagesDue.count)}${pagesDue.exact ? '' : ' or more'} project pages still to be read`
  return (
    <>
      <p class="soft">
        Follows PyPI up to event {countText(serial)}
        {reachedAt !== null && (
          <>
            , heard from it <Ago at={reachedAt} now={now} />
          </>
        )}
        ; {pagesDue.count === 0 ? 'nothing is left to be read' : due}.
      </p>
      {(lagging || lastError !== null) && (
        <div class="notice">
          {lagging ? 'The farm lags behind PyPI.' : 'PyPI did not answer the last time; the farm keeps trying.'}
          {lastError !== null && ` It last said: ${lastError}`}
        </div>
      )}
    </>
  )
}

function NewestBuilds({ builds, now }: { builds: FrontPageQuery['newestBuilds']['nodes']; now: Date }): VNode {
  if (builds.length === 0) {
    return (
      <Empty>
        <p>
          Nothing has been built yet. Builds begin when PyPI has a new release, or when a maintainer adds a package:{' '}
          <code>wheelyard package add NAME</code>
        </p>
      </Empty>
    )
  }
  return (
    <Table caption="Newest builds" columns={['Release', 'Target', 'State', 'Changed']}>
      {builds.map((build) => (
        <Row key={build.id}>
          <Head>
            <ReleaseLink release={build.release} />
          </Head>
          <Cell label="Target">
            <TargetName target={build.target} />
          </Cell>
          <Cell label="State">
            <Badge label={buildLabel(build)} /> <BuildLink number={build.number} />
            {build.failure !== null && <small class="anywhere">{failureText(build.failure)}</small>}
          </Cell>
          <Cell label="Changed">
            <Ago at={build.changedAt} now={now} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

type Failure = NonNullable<FrontPageQuery['newestBuilds']['nodes'][number]['failure']>

function failureText({ kind, missing }: Failure): string {
  return missing === null ? kindText(kind) : `${kindText(kind)}: ${missing.name}`
}
