import type { FastifyInstance } from 'fastify'
import type { Farm } from '../jobs/farm.ts'
import { type IncidentKind, incidentKinds, type TargetVitals, type Vitals } from '../ladder/incidents.ts'
import { listOpenIncidents } from '../store/incidents.ts'
import { readVitals } from '../store/vitals.ts'

/** How long an answer is given again: anybody may ask, as often as they like. */
const KEPT_MS = 5_000

/** `/metrics`: how the farm is, in the text format of Prometheus (0.0.4). Measured once for all who ask within some seconds. */
export function mountMetrics(app: FastifyInstance, farm: Farm): void {
  let last: { text: Promise<string>; until: number } | null = null
  const measured = (): Promise<string> => {
    if (last !== null && performance.now() < last.until) return last.text
    const text = measure(farm)
    const own = { text, until: Number.POSITIVE_INFINITY }
    last = own
    text.then(
      () => {
        own.until = performance.now() + KEPT_MS
      },
      () => {
        own.until = 0
      },
    )
    return text
  }
  app.get('/metrics', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await measured()),
  )
}

async function measure(farm: Farm): Promise<string> {
  const { db } = farm.database
  const vitals = await readVitals(db, farm.lostAfterMs)
  const open = (await listOpenIncidents(db)).map(({ kind }) => kind)
  return `${[...farmLines(vitals, open), ...(vitals.targets.length === 0 ? [] : targetLines(vitals.targets))].join('\n')}\n`
}

function farmLines(vitals: Vitals, open: readonly string[]): string[] {
  const { starts, reports, lost, builders, undelivered, upstreamSilentS, stuckPages } = vitals
  const ofKind = (kind: IncidentKind) => open.filter((one) => one === kind).length
  return [
    ...gauge('starts_last_hour', 'Attempts started within the hour.', [['', starts]]),
    ...gauge('reports_last_hour', 'Reports taken within the hour.', [['', reports]]),
    ...gauge('lost_last_hour', 'Attempts started within the hour and lost.', [['', lost]]),
    ...gauge('builders', 'Builders that were heard lately.', [['', builders]]),
    ...gauge('reports_undelivered', 'Attempts behind a builder without a report that was taken.', [['', undelivered]]),
    ...gauge('upstream_pages_stuck', 'Changed pages of upstream that wait for six hours or longer.', [
      ['', stuckPages],
    ]),
    ...(upstreamSilentS === null
      ? []
      : gauge('upstream_silent_seconds', 'Since upstream was reached.', [['', upstreamSilentS]])),
    ...gauge(
      'incidents',
      'Open incidents by kind.',
      incidentKinds.map((kind) => [`{kind="${kind}"}`, ofKind(kind)]),
    ),
  ]
}

function targetLines(targets: readonly TargetVitals[]): string[] {
  const each = (name: string, help: string, value: (target: TargetVitals) => number) =>
    gauge(
      `target_${name}`,
      help,
      targets.map((target) => [`{target="${escaped(target.name)}"}`, value(target)]),
    )
  return [
    ...each('waiting', 'Builds that wait.', ({ waiting }) => waiting),
    ...each('queued', 'Of these, those with a job in the queue.', ({ queued }) => queued),
    ...each('builders', 'Builders that were heard lately and may build for it.', ({ builders }) => builders),
    ...each('builders_idle', 'Of these, those with nothing to build.', ({ idleBuilders }) => idleBuilders),
    ...each(
      'oldest_fresh_seconds',
      'Age of the oldest new release that waits; 0: none.',
      (one) => one.oldestFreshS ?? 0,
    ),
  ]
}

function gauge(name: string, help: string, values: [labels: string, value: number][]): string[] {
  const full = `wheelyard_${name}`
  return [
    `# HELP ${full} ${help}`,
    `# TYPE ${full} gauge`,
    ...values.map(([labels, value]) => `${full}${labels} ${value}`),
  ]
}

const escaped = (label: string): string => label.replace(/[\\"\n]/g, '_')
