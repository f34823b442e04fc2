import type { VNode } from 'preact'
import { AttemptTable } from './attempt-table.tsx'
import type { BuildPageQuery, NewestLogQuery } from './documents.gen.ts'
import { EventTable } from './event-table.tsx'
import { bytesText } from './format.ts'
import { buildLabel, kindText, waitText } from './labels.ts'
import { Layout, type PageProps } from './layout.tsx'
import { LogTail } from './log-tail.tsx'
import { Ago, Badge, Cell, Head, Row, Table } from './parts.tsx'

type Build = NonNullable<BuildPageQuery['build']>

interface BuildPageProps extends PageProps {
  build: Build
  newest: NonNullable<NewestLogQuery['build']>['attempts']['nodes'][number] | null
  reload: boolean
}

/** A build: where it stands, its attempts, the end of the newest log, and everything that happened. */
export function BuildPage({ build, newest, reload, ...page }: BuildPageProps): VNode {
  const { release, target } = build
  const title = `${release.package.displayName} ${release.version} on ${target.abi}`
  const live = build.work === null ? {} : { live: { isOn: reload, path: `/build/${build.number}` } }
  return (
    <Layout title={title} {...live} {...page}>
      <p class="soft">
        <a href={`/package/${release.package.name}`}>{release.package.displayName}</a> · build {build.number}
      </p>
      <h1>{title}</h1>
      <p>
        <Badge label={buildLabel(build)} /> {build.requeued && <Badge label={{ text: 'Requeued', tone: 'busy' }} />}
      </p>
      {build.failure !== null && (
        <div class="notice">
          <strong>{kindText(build.failure.kind)}</strong>
          {build.failure.line !== null && `: ${build.failure.line}`}
        </div>
      )}
      <Facts build={build} now={page.now} />
      {build.wheels.nodes.length > 0 && <Wheels build={build} now={page.now} />}
      <h2>Attempts</h2>
      <AttemptTable attempts={build.attempts} now={page.now} />
      <LogTail newest={newest} />
      <h2>Events</h2>
      <EventTable events={build.events} now={page.now} />
    </Layout>
  )
}

function Facts({ build, now }: { build: Build; now: Date }): VNode {
  const { target, wait, note, retryAt } = build
  return (
    <dl class="facts">
      <dt>Target</dt>
      <dd>
        {target.abi} on {target.platform}{' '}
        <small>
          Python {target.pythonVersion}, {target.label}
        </small>
      </dd>
      {wait !== null && (
        <>
          <dt>Waits because</dt>
          <dd>{waitText[wait]}</dd>
        </>
      )}
      {retryAt !== null && (
        <>
          <dt>Tried again</dt>
          <dd>
            <Ago at={retryAt} now={now} />
          </dd>
        </>
      )}
      {note !== null && (
        <>
          <dt>Note</dt>
          <dd>{note}</dd>
        </>
      )}
      <dt>Lane</dt>
      <dd>{build.lane.toLowerCase()}</dd>
      <dt>Opened</dt>
      <dd>
        <Ago at={build.openedAt} now={now} />
      </dd>
      <dt>Changed</dt>
      <dd>
        <Ago at={build.changedAt} now={now} />
      </dd>
    </dl>
  )
}

function Wheels({ build, now }: { build: Build; now: Date }): VNode {
  return (
    <>
      <h2>Wheels</h2>
      <Table caption="Wheels" columns={['Wheel', 'Tags', 'Size', 'Published']} numbers={[2]}>
        {build.wheels.nodes.map((wheel) => (
          <Row key={wheel.id}>
            <Head>
              <span class="anywhere">
                {wheel.withdrawn === null ? <a href={wheel.url}>{wheel.filename}</a> : <s>{wheel.filename}</s>}
              </span>
              {wheel.withdrawn !== null && <small>withdrawn: {wheel.withdrawn.reason ?? 'no reason given'}</small>}
            </Head>
            <Cell label="Tags">
              <small class="anywhere">{tagText(wheel.tags)}</small>
            </Cell>
            <Cell label="Size" number>
              {bytesText(wheel.size)}
            </Cell>
            <Cell label="Published">
              <Ago at={wheel.publishedAt} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  )
}

/** A universal wheel has few tags, a manylinux one may have hundreds. */
function tagText(tags: readonly string[]): string {
  const shown = tags.slice(0, 4).join(', ')
  return tags.length > 4 ? `${shown} and ${tags.length - 4} more` : shown
}
