import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Whether 127.0.0.1 can be listened on at this port now. */
export async function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  )
}

/** A port of 127.0.0.1 that nobody listens on now; somebody else may take it before the caller does. */
export function freePort(): Promise<number> {
  return listenOnce(0)
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo // a TCP server's address is never a path
  server.close()
  await once(server, 'close')
  return taken
}
