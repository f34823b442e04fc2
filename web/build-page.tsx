import type { VNode } from 'preact'
import { AttemptTable } from './attempt-table.tsx'
import type { BuildPageQuery, NewestLogQuery } from './documents.gen.ts'
import { EventTable } from './event-table.tsx'
import { FailureText } from './failure.tsx'
import { buildLabel, waitText } from './labels.ts'
import { Layout, type PageProps } from './layout.tsx'
import { LogTail } from './log-tail.tsx'
import { Ago, Badge } from './parts.tsx'
import { WheelTable } from './wheel-table.tsx'

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
          <FailureText failure={build.failure} />
        </div>
      )}
      <Facts build={build} now={page.now} />
      <WheelTable wheels={build.wheels.nodes} now={page.now} />
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
      <dt>Tries</dt>
      <dd>{build.tries}</dd>
      {[
        { name: 'Opened', at: build.openedAt },
        { name: 'Open since', at: build.openSince },
        { name: 'Decided', at: build.decidedAt },
        { name: 'Changed', at: build.changedAt },
      ].map(
        ({ name, at }) =>
          at !== null && (
            <>
              <dt>{name}</dt>
              <dd>
                <Ago at={at} now={now} />
              </dd>
            </>
          ),
      )}
    </dl>
  )
}
