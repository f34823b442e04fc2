import type { VNode } from 'preact'
import type { BuildPageQuery } from './documents.gen.ts'
import { FailureText } from './failure.tsx'
import { bytesText, durationText } from './format.ts'
import { attemptLabel } from './labels.ts'
import { Ago, Badge, Cell, Empty, Head, Row, Table } from './parts.tsx'
import { SandboxBadge } from './sandbox-badge.tsx'

type Attempts = NonNullable<BuildPageQuery['build']>['attempts']

const columns = ['Try', 'State', 'Builder', 'Took', 'Memory', 'Started']

export function AttemptTable({ attempts, now }: { attempts: Attempts; now: Date }): VNode {
  if (attempts.nodes.length === 0) {
    return (
      <Empty>
        <p>No builder has begun yet. Above stands what it waits for.</p>
      </Empty>
    )
  }
  return (
    <>
      <Table caption="Attempts" columns={columns}>
        {attempts.nodes.map((attempt) => (
          <Row key={attempt.id}>
            <Head>Try {attempt.try}</Head>
            <Cell label="State">
              <Badge label={attemptLabel(attempt.state)} />
              {attempt.failure !== null && (
                <div>
                  <FailureText failure={attempt.failure} />
                </div>
              )}
            </Cell>
            <Cell label="Builder">
              <span class="anywhere">{attempt.builder.name}</span>
              <SandboxBadge selfTest={attempt.builder.selfTest} />
            </Cell>
            <Cell label="Took">{attempt.durationMs !== null && durationText(attempt.durationMs)}</Cell>
            <Cell label="Memory">{attempt.peakMemoryBytes !== null && bytesText(attempt.peakMemoryBytes)}</Cell>
            <Cell label="Started">
              <Ago at={attempt.startedAt} now={now} />
            </Cell>
          </Row>
        ))}
      </Table>
      {attempts.pageInfo.hasNextPage && <p class="more soft">Older attempts are in the API.</p>}
    </>
  )
}
