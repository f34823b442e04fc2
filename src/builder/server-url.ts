import { isIP } from 'node:net'
import { InputError } from '../errors.ts'

/**
 * The farm's base address without a trailing slash. Keys and wheels must not cross a network in the clear, so plain http
 * is for this host's loopback only.
 * @throws {InputError} SERVER_URL
 */
export function checkServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const web = url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === ''
  if (!web)
    throw new InputError('SERVER_URL', 'the server address is not an http or https address', { at: 'serverUrl' })
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new InputError('SERVER_URL', 'plain http is for this host only: use https', { at: 'serverUrl' })
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true
  return isIP(hostname) === 4 && hostname.startsWith('127.')
}
