/** What hides things at once, before any page is fetched: the way by which malware leaves. */
export type Hide =
  | { kind: 'package'; gone: 'REMOVED' | 'QUARANTINED' }
  | { kind: 'release'; version: string; gone: 'REMOVED' | 'QUARANTINED' }
  | { kind: 'file'; filename: string }
  | { kind: 'yank'; version: string }

/** What a changelog row asks for. `fetch`: the project's page may have changed. */
export interface ActionMeaning {
  fetch: boolean
  hide: Hide | null
}

/** Members of projects come and go without a change on the project's page (warehouse's role journal entries). */
const ROLE = /^(add|remove|change|invite|revoke_invite|accepted) (Owner|Maintainer) /

/**
 * Reads the action text of a changelog row. Pure. Whatever is unknown asks for the page: one request too many is better
 * than a missed change. The texts are those that warehouse writes, and legacy PyPI's bare `remove`.
 */
export function readAction(action: string, version: string | null): ActionMeaning {
  if (ROLE.test(action) && !action.includes(' file ')) return { fetch: false, hide: null }
  return { fetch: true, hide: hideOf(action, version) }
}

function hideOf(action: string, version: string | null): Hide | null {
  const filename = /^remove file (.+)$/.exec(action)?.[1]
  if (filename !== undefined) return { kind: 'file', filename: unescapeOnce(filename) }
  if (action === 'remove project' || (action === 'remove' && version === null)) {
    return { kind: 'package', gone: 'REMOVED' }
  }
  if (action === 'project quarantined') return { kind: 'package', gone: 'QUARANTINED' }
  if (version === null) return null
  if (action === 'remove release' || action === 'remove') return { kind: 'release', version, gone: 'REMOVED' }
  if (action === 'release quarantined') return { kind: 'release', version, gone: 'QUARANTINED' }
  return action === 'yank release' ? { kind: 'yank', version } : null
}

/** PyPI escapes non-ASCII characters of an action twice: after XML decoding they still read `&#233;`. */
function unescapeOnce(text: string): string {
  return text.replace(/&#(\d{1,7});/g, (whole, digits: string) => {
    const point = Number(digits)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
