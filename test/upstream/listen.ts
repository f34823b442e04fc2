import { readFile, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/**
 * Listens; port 0 means the port of the last start with this folder if it is free, so that the links that others have
 * stored stay good, else any.
 * @returns the port
 */
export async function listen(server: Server, host: string, port: number, dataDir: string): Promise<number> {
  const portFile = join(dataDir, 'port')
  const bound = port === 0 ? await listenAsBefore(server, host, portFile) : await listenOn(server, host, port)
  await writeFile(portFile, `${bound}\n`)
  return bound
}

async function listenAsBefore(server: Server, host: string, portFile: string): Promise<number> {
  const last = Number(await readFile(portFile, 'utf8').catch(() => '0'))
  try {
    return await listenOn(server, host, last)
  } catch {
    return listenOn(server, host, 0)
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port) // a TCP server has an AddressInfo, never a path
    })
  })
}
