import type { VNode } from 'preact'
import type { BuildPageQuery } from './documents.gen.ts'
import { bytesText } from './format.ts'
import { Ago, Cell, Head, Row, Table } from './parts.tsx'

type Wheels = NonNullable<BuildPageQuery['build']>['wheels']['nodes']

/** The wheels of a build, and what a system must have before they work there. */
export function WheelTable({ wheels, now }: { wheels: Wheels; now: Date }): VNode | null {
  if (wheels.length === 0) return null
  return (
    <>
      <h2>Wheels</h2>
      <Table caption="Wheels" columns={['Wheel', 'Needs', 'Tags', 'Size', 'Published']} numbers={[3]}>
        {wheels.map((wheel) => (
          <Row key={wheel.id}>
            <Head>
              <span class="anywhere">
                {wheel.withdrawn === null ? <a href={wheel.url}>{wheel.filename}</a> : <s>{wheel.filename}</s>}
              </span>
              {wheel.withdrawn !== null && <small>withdrawn: {wheel.withdrawn.reason ?? 'no reason given'}</small>}
            </Head>
            <Cell label="Needs">
              <Needs wheel={wheel} />
            </Cell>
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

function Needs({ wheel }: { wheel: Wheels[number] }): VNode {
  const { aptInstall, libraries, unknownLibraries: unknown } = wheel
  return (
    <>
      {aptInstall !== null && <code class="command anywhere">{aptInstall}</code>}
      {aptInstall === null && unknown.length === 0 && 'nothing more'}
      {unknown.length > 0 && <small class="anywhere">{listText(unknown)}, of which no package is known</small>}
      {libraries.length > 0 && (
        <small class="anywhere">It uses {listText(libraries.map(({ soname }) => soname))}.</small>
      )}
    </>
  )
}

const SHOWN = 6

/** A universal wheel has few tags, a manylinux one may have hundreds. */
function tagText(tags: readonly string[]): string {
  return listText(tags, 4)
}

function listText(names: readonly string[], most = SHOWN): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
