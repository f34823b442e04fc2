import { UpstreamError } from '../errors.ts'
import type { Db } from '../store/database.ts'
import { readText } from '../store/settings.ts'
import { openHttpClient } from './http-client.ts'

/** A command waits for this answer, in milliseconds. */
const WAIT_MS = 10_000

/**
 * Whether upstream has a project of this name now; null when it does not say. The upstream is the one that the farm follows.
 * @param otherwise upstream's address for a farm that never ran
 * @param name in normal form
 */
export async function isOnUpstream(
  db: Db,
  name: string,
  otherwise: { upstreamUrl: string; contact: string | null },
): Promise<boolean | null> {
  const url = (await readText(db, 'upstream_url')) ?? otherwise.upstreamUrl
  const http = openHttpClient(url, otherwise.contact, new AbortController().signal)
  const accept = 'application/vnd.pypi.simple.v1+json'
  try {
    const ask = { path: `/simple/${name}/`, accept, maxBytes: 67_108_864, totalMs: WAIT_MS }
    return await http.stream(ask, async ({ status }) => status === 200)
  } catch (error) {
    if (error instanceof UpstreamError) return null
    throw error
  } finally {
    await http.close()
  }
}
