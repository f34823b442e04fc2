import type { SyncStatus } from '../store/sync-status.ts'

/** The status of the follower for a person. */
export function syncStatusLines(status: SyncStatus): string[] {
  const { follows, serial, reachedAt, lastError, list, pages, counts } = status
  const reached = reachedAt === null ? 'never reached' : `last reached ${reachedAt.toISOString()}`
  const count = (key: string) => counts[key] ?? 0
  const due = pages.urgent + pages.backlog
  const total = due + pages.stored
  const percent = total === 0 ? 100 : Math.floor((pages.stored / total) * 1_000) / 10
  return [
    `follows      ${follows}`,
    `changelog    ${serial === null ? 'not begun' : `read to serial ${serial}`}, ${reached}`,
    ...(lastError === null ? [] : [`fault        ${lastError}`]),
    `list         ${listLine(list)}`,
    `pages        ${pages.stored} stored, ${pages.urgent} urgent and ${pages.backlog} in the backlog (${percent} % done)`,
    `rate         ${pages.perSecond.toFixed(2)} pages/s${pages.etaS === null ? '' : `, done in ${duration(pages.etaS)}`}`,
    `stuck        ${pages.stuck} pages wait since more than six hours`,
    `met so far   ${count('events')} events, ${count('pages')} pages, ${count('missedEvents')} missed events, ` +
      `${count('stalePages')} stale pages, ${count('sanityBrakes')} sanity brakes, ${count('alarms')} alarms`,
  ]
}

function listLine({ serial, at, doubted }: SyncStatus['list']): string {
  if (doubted) return 'doubted: it would remove too much; a second one is waited for'
  if (at === null) return 'due'
  return serial === null ? 'not read yet' : `of serial ${serial}, read ${at.toISOString()}`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3_600).toFixed(1)} h`
}
