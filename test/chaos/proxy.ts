import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy on 127.0.0.1 that a script can have cut and delay its connections. */
export interface ChaosProxy {
  url: string
  /** Ends every connection that there is, in the middle of whatever it carries. */
  cut(): void
  /** Holds back what goes through by so many milliseconds from now on; 0: by none. */
  delay(ms: number): void
  close(): Promise<void>
}

/** @param port the real server's, on 127.0.0.1 */
export async function startProxy(port: number): Promise<ChaosProxy> {
  const sockets = new Set<Socket>()
  let delayMs = 0
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs))
    from.on('close', () => setTimeout(() => to.destroy(), delayMs))
  }
  const server = createServer((client) => {
    const upstream = keep(connect(port, '127.0.0.1'))
    forward(keep(client), upstream)
    forward(upstream, client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo // a TCP server's address is never a path
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    delay: (ms) => {
      delayMs = ms
    },
    close: async () => {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}
