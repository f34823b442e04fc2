import { errorCode, InputError } from '../errors.ts'

/** What the system says of an address that cannot be listened on, in words of ours. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not',
  ENOTFOUND: 'nobody knows this name',
}

/**
 * Listens where a person asked for.
 * @returns the address, with the port that was really taken
 * @throws {InputError} ADDRESS_UNUSABLE when the system refuses it
 */
export async function listenOn(
  app: { listen(place: { host: string; port: number }): Promise<string> },
  place: { host: string; port: number },
): Promise<string> {
  try {
    return await app.listen(place)
  } catch (cause) {
    const why = reasons[errorCode(cause) ?? '']
    if (why === undefined) throw cause
    const message = `cannot listen on ${place.host} port ${place.port}: ${why}; give another by --port or --host`
    throw new InputError('ADDRESS_UNUSABLE', message, { cause })
  }
}
