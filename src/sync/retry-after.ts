/** Longest wait that upstream can ask for, in seconds: the contract with PyPI caps `Retry-After` at one hour. */
const LONGEST_ASKED_S = 3_600

/**
 * Reads `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3).
 * @returns seconds from `now`, 0–3600; null when the header is missing or cannot be read
 */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST_ASKED_S)
  if (!/^[A-Z][a-z]{2}, /.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(Math.max((at - now.getTime()) / 1_000, 0), LONGEST_ASKED_S)
}
