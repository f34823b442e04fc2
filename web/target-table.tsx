import type { VNode } from 'preact'
import type { FrontPageQuery } from './documents.gen.ts'
import { countText } from './format.ts'
import { Ago, Badge, Cell, Empty, Head, Row, Table } from './parts.tsx'

type Target = FrontPageQuery['targets'][number]

const columns = ['Target', 'State', 'Open', 'Building', 'Built', 'Failed']

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
    <Table caption="Targets and their backlog" columns={columns} numbers={[2, 3, 4, 5]}>
      {targets.map((target) => (
        <Row key={target.id}>
          <Head>
            {target.abi} <small>{target.platform}</small>
          </Head>
          <Cell label="State">
            <TargetState target={target} now={now} />
            <small>
              Python {target.pythonVersion}, {target.label}
            </small>
          </Cell>
          <Cell label="Open" number>
            {countText(target.backlog.open)}
            <small>{openParts(target.backlog)}</small>
          </Cell>
          <Cell label="Building" number>
            {countText(target.backlog.building)}
          </Cell>
          <Cell label="Built" number>
            {countText(target.backlog.built)}
          </Cell>
          <Cell label="Failed" number>
            {countText(target.backlog.failed)}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function TargetState({ target, now }: { target: Target; now: Date }): VNode {
  const { frozen, paused, restsUntil } = target
  if (frozen) return <Badge label={{ text: 'End of life', tone: 'rest' }} title={frozen.reason ?? ''} />
  if (paused) return <Badge label={{ text: 'Paused', tone: 'wait' }} title={paused.reason ?? ''} />
  if (restsUntil === null) return <Badge label={{ text: 'Active', tone: 'good' }} />
  return (
    <>
      <Badge label={{ text: 'Resting', tone: 'wait' }} title="After a row of the farm's own failures" />{' '}
      <Ago at={restsUntil} now={now} />
    </>
  )
}

/** What is open besides what is being built. */
function openParts({ waiting, retrying, parked, held }: Target['backlog']): string {
  const parts: [number, string][] = [
    [waiting, 'waiting'],
    [retrying, 'retrying'],
    [parked, 'parked'],
    [held, 'held'],
  ]
  return parts.flatMap(([count, word]) => (count === 0 ? [] : [`${countText(count)} ${word}`])).join(', ')
}
