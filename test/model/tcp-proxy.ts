import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** How the network is: what it does to each connection that is made from now on. */
export interface Weather {
  /** Before each piece of what upstream says, in milliseconds. */
  delayMs: number
  /** The connection is cut after upstream has said so much; null: never. */
  cutAfterBytes: number | null
  /** Connections are closed as soon as they are made; those that are open are cut. */
  refuse: boolean
}

export const fairWeather: Weather = { delayMs: 0, cutAfterBytes: null, refuse: false }

export interface TcpProxy {
  url: string
  change(weather: Weather): void
  close(): Promise<void>
}

/** Stands between the follower and upstream on loopback. @param target asked for at each connection */
export async function startTcpProxy(target: () => URL): Promise<TcpProxy> {
  let weather = fairWeather
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    track(sockets, client)
    if (weather.refuse) {
      client.destroy()
      return
    }
    const upstream = connect(Number(target().port), target().hostname)
    track(sockets, upstream)
    join(client, upstream, weather)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server has an AddressInfo, never a path.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    change: (changed) => {
      weather = changed
      for (const socket of weather.refuse ? sockets : []) socket.destroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
}

function join(client: Socket, upstream: Socket, { delayMs, cutAfterBytes }: Weather): void {
  client.pipe(upstream)
  let said = 0
  upstream.on('data', (piece) => {
    said += piece.length
    const cut = cutAfterBytes !== null && said > cutAfterBytes
    setTimeout(() => {
      if (cut) client.destroy()
      else client.write(piece)
    }, delayMs)
  })
  upstream.on('close', () => setTimeout(() => client.destroy(), delayMs))
  client.on('close', () => upstream.destroy())
}
