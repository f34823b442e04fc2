import { isIP } from 'node:net'

/** Longest address of a file, in characters. */
const MAX_LENGTH = 2_000

/**
 * The address from which a file of a project page may be fetched, or null when we do not follow it. Pages are a stranger's,
 * so an address may not lead a builder into our own network: when upstream speaks https every address must too, and its
 * host must be a public name or upstream's own; an upstream on plain http (a local one) may only name itself.
 * @param pageUrl the page's own address, against which relative ones are read
 */
export function fileUrl(raw: string, pageUrl: string): string | null {
  if (raw.length > MAX_LENGTH || !URL.canParse(raw, pageUrl)) return null
  const page = new URL(pageUrl)
  const url = new URL(raw, page)
  if (url.username !== '' || url.password !== '' || climbsUp(raw)) return null
  url.hash = ''
  if (url.host === page.host && url.protocol === page.protocol) return url.href
  return page.protocol === 'https:' && url.protocol === 'https:' && isPublicName(url.hostname) ? url.href : null
}

/** An absolute address has no reason for `..`; a relative one begins with it. */
function climbsUp(raw: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(raw) && /(^|[/\\])(\.|%2e){2}([/\\]|$)/i.test(raw)
}

function isPublicName(hostname: string): boolean {
  return hostname.includes('.') && !hostname.startsWith('[') && isIP(hostname) === 0 && !hostname.endsWith('.localhost')
}
