import type { VNode } from 'preact'
import type { FrontPageQuery } from './documents.gen.ts'
import { bytesText } from './format.ts'
import { builderLabel } from './labels.ts'
import { Ago, Badge, Cell, Empty, Head, Row, Table } from './parts.tsx'
import { SandboxBadge } from './sandbox-badge.tsx'

type Builders = FrontPageQuery['builders']
type Builder = Builders['nodes'][number]

const columns = ['Builder', 'State', 'Builds', 'For', 'Heard']

export function BuilderTable({ builders, now }: { builders: Builders; now: Date }): VNode {
  if (builders.nodes.length === 0) {
    return (
      <Empty>
        <p>
          No machine has enrolled. Make a token with <code>wheelyard builder token</code>, then run{' '}
          <code>wheelyard builder enrol</code> and <code>wheelyard builder run</code> on the machine that shall build.
        </p>
      </Empty>
    )
  }
  return (
    <>
      <Table caption="Builders" columns={columns}>
        {builders.nodes.map((builder) => (
          <Row key={builder.id}>
            <Head>
              <span class="anywhere">{builder.name}</span>
              <SandboxBadge selfTest={builder.selfTest} /> <small>{builder.facts.system}</small>
            </Head>
            <Cell label="State">
              <Badge label={builderLabel(builder.state)} />
              <small>{readingsText(builder)}</small>
            </Cell>
            <Cell label="Builds">{builder.currentAttempts.length > 0 && <Current builder={builder} now={now} />}</Cell>
            <Cell label="For">
              {builder.targets.map((target) => (
                <small key={target.id}>
                  {target.abi} {target.platform}
                </small>
              ))}
            </Cell>
            <Cell label="Heard">{builder.lastHeardAt && <Ago at={builder.lastHeardAt} now={now} />}</Cell>
          </Row>
        ))}
      </Table>
      {builders.pageInfo.hasNextPage && <p class="more soft">The others are in the API.</p>}
    </>
  )
}

function Current({ builder, now }: { builder: Builder; now: Date }): VNode {
  return (
    <>
      {builder.currentAttempts.map(({ id, startedAt, build }) => (
        <span key={id}>
          <a href={`/build/${build.number}`}>
            {build.release.package.displayName} {build.release.version}
          </a>
          <small>
            since <Ago at={startedAt} now={now} />
          </small>
        </span>
      ))}
    </>
  )
}

function readingsText({ readings }: Builder): string {
  if (readings === null) return ''
  const load = readings.load1 === null ? [] : [`load ${readings.load1.toFixed(1)}`]
  const memory = readings.memoryFreeBytes === null ? [] : [`${bytesText(readings.memoryFreeBytes)} of memory free`]
  const disk = readings.diskFreeBytes === null ? [] : [`${bytesText(readings.diskFreeBytes)} of disk free`]
  const heat = readings.temperatureC === null ? [] : [`${Math.round(readings.temperatureC)} °C`]
  return [...load, ...heat, ...memory, ...disk].join(', ')
}
