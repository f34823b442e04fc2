import type { VNode } from 'preact'
import type { FrontPageQuery } from './documents.gen.ts'
import { agoText, countText, rateText } from './format.ts'
import { waitWord } from './labels.ts'
import { Ago, Badge, Cell, Empty, Head, Row, Table, TargetName } from './parts.tsx'

type Target = FrontPageQuery['targets'][number]
type Backlog = Target['backlog']

const columns = ['Target', 'State', 'Open', 'Stands still', 'Building', 'Today', 'Per hour', 'In all']

export function TargetTable({ targets, now }: { targets: readonly Target[]; now: Date }): VNode {
  if (targets.length === 0) {
    return (
      <Empty>
        <p>
          There is no target yet. Targets come with builders: make a token with <code>wheelyard builder token</code>,
          and enrol a machine that has the Python you want wheels for with <code>wheelyard builder enrol</code>.
        </p>
      </Empty>
    )
  }
  return (
    <Table caption="Targets and their backlog" columns={columns} numbers={[2, 4]}>
      {targets.map((target) => (
        <TargetRow key={target.id} target={target} now={now} />
      ))}
    </Table>
  )
}

function TargetRow({ target, now }: { target: Target; now: Date }): VNode {
  const { backlog } = target
  return (
    <Row>
      <Head>
        <TargetName target={target} />
      </Head>
      <Cell label="State">
        <TargetState target={target} now={now} />
        <small class="anywhere">
          Python {target.pythonVersion}, {target.label}
        </small>
      </Cell>
      <Cell label="Open" number>
        {countText(backlog.open)}
        <small>{laneText(backlog)}</small>
        {backlog.oldestSince !== null && <small>oldest {agoText(backlog.oldestSince, now)}</small>}
      </Cell>
      <Cell label="Stands still">
        {backlog.waits.length > 0 &&
          backlog.waits.map(({ reason, builds }) => (
            <small key={reason}>
              {countText(builds)} {waitWord[reason] ?? reason}
            </small>
          ))}
      </Cell>
      <Cell label="Building" number>
        {countText(backlog.building)}
      </Cell>
      <Cell label="Today">
        <Counts built={countText(backlog.builtToday)} failed={countText(backlog.failedToday)} />
      </Cell>
      <Cell label="Per hour">
        {rateText(backlog.arrivalsPerHour)} in<small>{rateText(backlog.servicePerHour)} out</small>
      </Cell>
      <Cell label="In all">
        <Counts built={countText(backlog.built)} failed={countText(backlog.failed)} />
      </Cell>
    </Row>
  )
}

const Counts = ({ built, failed }: { built: string; failed: string }): VNode => (
  <>
    {built} built<small>{failed} failed</small>
  </>
)

function TargetState({ target, now }: { target: Target; now: Date }): VNode {
  const { frozen, paused, restsUntil } = target
  const stop = frozen ?? paused
  if (stop !== null) {
    const text = frozen === null ? 'Paused' : 'End of life'
    return (
      <>
        <Badge label={{ text, tone: frozen === null ? 'wait' : 'rest' }} /> <Ago at={stop.at} now={now} />
        {stop.reason !== null && <small class="anywhere">{stop.reason}</small>}
      </>
    )
  }
  if (restsUntil === null) return <Badge label={{ text: 'Active', tone: 'good' }} />
  return (
    <>
      <Badge label={{ text: 'Resting', tone: 'wait' }} title="After a row of the farm's own failures" />{' '}
      <Ago at={restsUntil} now={now} />
    </>
  )
}

/** What is open, by urgency. */
function laneText({ lanes }: Backlog): string {
  return lanes.flatMap(({ lane, open }) => (open === 0 ? [] : [`${countText(open)} ${lane.toLowerCase()}`])).join(', ')
}
