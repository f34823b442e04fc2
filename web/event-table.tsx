import type { VNode } from 'preact'
import type { BuildPageQuery } from './documents.gen.ts'
import { Ago, Cell, Empty, Head, Row, Table } from './parts.tsx'

type Events = NonNullable<BuildPageQuery['build']>['events']

const columns = ['What', 'When', 'Who', 'Why']

export function EventTable({ events, now }: { events: Events; now: Date }): VNode {
  if (events.nodes.length === 0) {
    return (
      <Empty>
        <p>Nothing has been noted about it.</p>
      </Empty>
    )
  }
  return (
    <>
      <Table caption="Events, newest first" columns={columns}>
        {events.nodes.map((event, place) => (
          <Row key={place}>
            <Head>
              {event.change}
              {event.attempt !== null && <small>try {event.attempt.try}</small>}
            </Head>
            <Cell label="When">
              <Ago at={event.at} now={now} />
            </Cell>
            <Cell label="Who">{event.actor}</Cell>
            <Cell label="Why">{event.reason !== null && <span class="anywhere">{event.reason}</span>}</Cell>
          </Row>
        ))}
      </Table>
      {events.pageInfo.hasNextPage && <p class="more soft">Older events are in the API.</p>}
    </>
  )
}
