import { BlockList } from 'node:net'
import type { FastifyRequest } from 'fastify'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Whether a request comes from this very host. One that a proxy has passed on does not, wherever the proxy runs: no header
 * is believed here, but the presence of one is.
 */
export function isOnThisHost(request: FastifyRequest): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in request.headers)
  const address = request.ip.replace(/^::ffff:/, '')
  return !forwarded && loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}
