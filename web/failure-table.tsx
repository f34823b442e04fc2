import type { VNode } from 'preact'
import type { FrontPageQuery } from './documents.gen.ts'
import { FailureText } from './failure.tsx'
import { Ago, BuildLink, Cell, Empty, Head, ReleaseLink, Row, Table, TargetName } from './parts.tsx'

type Failures = FrontPageQuery['failures']

const columns = ['Release', 'Target', 'Why', 'Failed', 'Made up for']

/** Builds that failed for good, the newest first. */
export function FailureTable({ failures, now }: { failures: Failures; now: Date }): VNode {
  if (failures.nodes.length === 0) {
    return (
      <Empty>
        <p>Nothing has failed for good.</p>
      </Empty>
    )
  }
  return (
    <>
      <Table caption="Newest failures" columns={columns}>
        {failures.nodes.map((failure) => (
          <Row key={failure.build.number}>
            <Head>
              <ReleaseLink release={failure.release} />
            </Head>
            <Cell label="Target">
              <TargetName target={failure.target} />
            </Cell>
            <Cell label="Why">
              <FailureText failure={failure} />
            </Cell>
            <Cell label="Failed">
              <Ago at={failure.decidedAt} now={now} /> <BuildLink number={failure.build.number} />
            </Cell>
            <Cell label="Made up for">
              {failure.coveredSince !== null && (
                <>
                  by a wheel from elsewhere, <Ago at={failure.coveredSince} now={now} />
                </>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {failures.pageInfo.hasNextPage && (
        <p class="more soft">
          The others, by package, target, kind and date, are in the API: <code>failures</code>.
        </p>
      )}
    </>
  )
}
