import type { VNode } from 'preact'
import type { PackagePageQuery } from './documents.gen.ts'
import { countText } from './format.ts'
import { nextText, statusLabel, waitText } from './labels.ts'
import { Layout, type PageProps } from './layout.tsx'
import { Ago, Badge, BuildLink, Cell, Empty, Head, Row, Table, TargetName } from './parts.tsx'

type Package = NonNullable<PackagePageQuery['package']>
type Release = Package['releases']['nodes'][number]
type Status = Release['status'][number]
type Target = PackagePageQuery['targets'][number]

interface PackagePageProps extends PageProps {
  found: Package
  targets: readonly Target[]
  origin: string
  /** Whether this is not the first page of releases. */
  isLaterPage: boolean
}

/** A package: each of its versions on each target, with the reason. */
export function PackagePage({ found, targets, origin, isLaterPage, ...page }: PackagePageProps): VNode {
  const { releases } = found
  const own = releases.nodes.some((release) => release.status.some((status) => status.wheel?.__typename === 'Wheel'))
  return (
    <Layout title={found.displayName} search={found.displayName} {...page}>
      <h1>{found.displayName}</h1>
      {found.summary !== null && <p class="lead">{found.summary}</p>}
      <p class="soft">
        {countText(releases.totalCount)} {releases.totalCount === 1 ? 'release' : 'releases'} ·{' '}
        <a href={`https://pypi.org/project/${found.name}/`} rel="noreferrer">
          at PyPI
        </a>
        {own && (
          <>
            {' · '}
            <a href={`/simple/${found.name}/`}>wheels built here</a>
          </>
        )}
      </p>
      <Notices found={found} now={page.now} />
      {own && <pre class="command">{`pip install --extra-index-url ${origin}/simple/ ${found.name}`}</pre>}
      <Matrix found={found} targets={targets} now={page.now} />
      <Pages found={found} isLaterPage={isLaterPage} />
    </Layout>
  )
}

function Notices({ found, now }: { found: Package; now: Date }): VNode {
  return (
    <>
      {found.removedAt !== null && (
        <div class="notice">
          It was removed from PyPI <Ago at={found.removedAt} now={now} />.
        </div>
      )}
      {found.status !== 'ACTIVE' && <div class="notice">PyPI marks this project as {found.status.toLowerCase()}.</div>}
      {found.skipped !== null && (
        <div class="notice">
          {found.skipped.by ?? 'A maintainer'} left it out <Ago at={found.skipped.at} now={now} />:{' '}
          {found.skipped.reason}
        </div>
      )}
    </>
  )
}

function Matrix({ found, targets, now }: { found: Package; targets: readonly Target[]; now: Date }): VNode {
  if (targets.length === 0) {
    return (
      <Empty>
        <p>This farm has no target yet, so there is nothing to say about its releases. Enrol a builder first.</p>
      </Empty>
    )
  }
  if (found.releases.nodes.length === 0) {
    return (
      <Empty>
        <p>No release of it is known yet: its page at PyPI is still to be read, or it has none.</p>
      </Empty>
    )
  }
  const heads = targets.map((target) => <TargetName key={target.id} target={target} />)
  return (
    <Table caption={`${found.displayName}: versions and targets`} columns={['Version', ...heads]} look="matrix">
      {found.releases.nodes.map((release) => (
        <Row key={release.id}>
          <Head>
            <span class="anywhere">{release.version}</span>
            <ReleaseNotes release={release} now={now} />
          </Head>
          {targets.map((target) => (
            <Cell key={target.id} label={`${target.abi} ${target.platform}`}>
              <Standing status={release.status.find((status) => status.target.id === target.id)} />
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  )
}

function ReleaseNotes({ release, now }: { release: Release; now: Date }): VNode {
  return (
    <>
      {release.uploadedAt !== null && (
        <small>
          <Ago at={release.uploadedAt} now={now} />
        </small>
      )}
      {release.yanked && (
        <small class="anywhere">yanked{release.yankedReason === null ? '' : `: ${release.yankedReason}`}</small>
      )}
      {release.isPrerelease && <small>pre-release</small>}
      {release.requiresPython !== null && <small class="anywhere">Python {release.requiresPython}</small>}
    </>
  )
}

function Standing({ status }: { status: Status | undefined }): VNode | null {
  if (status === undefined) return null
  const missing = status.status === 'FAILED' ? (status.build?.failure?.missing ?? undefined) : undefined
  const label = statusLabel(status.status, status.reason)
  const more = [status.text, status.wait && waitText[status.wait], nextText[status.nextStep]].filter(Boolean).join(' ')
  return (
    <>
      <Badge label={label} title={more} /> {status.requeued && <Badge label={{ text: 'Requeued', tone: 'busy' }} />}{' '}
      {status.build !== null && <BuildLink number={status.build.number} />}
      <small>{more}</small>
      {missing !== undefined && (
        <small>
          Missing: <code class="anywhere">{missing.name}</code>
        </small>
      )}
      {status.wheel?.__typename === 'Wheel' && status.wheel.aptInstall !== null && (
        <small>
          First: <code class="anywhere">{status.wheel.aptInstall}</code>
        </small>
      )}
    </>
  )
}

function Pages({ found, isLaterPage }: { found: Package; isLaterPage: boolean }): VNode {
  const { hasNextPage, endCursor } = found.releases.pageInfo
  return (
    <p class="more">
      {isLaterPage && <a href={`/package/${found.name}`}>Newest versions</a>}
      {isLaterPage && hasNextPage && ' · '}
      {hasNextPage && (
        <a href={`/package/${found.name}?after=${encodeURIComponent(endCursor ?? '')}`}>Older versions</a>
      )}
    </p>
  )
}
