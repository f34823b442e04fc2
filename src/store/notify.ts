import { z } from 'zod'
import { noticeChannel, type Sql, type Tx } from './database.ts'
import { putInBox } from './outbox.ts'

/**
 * What processes tell each other, by Postgres NOTIFY, with ids only: a hint to look, never the fact itself.
 * `dispatch`: builds wait on this target. `package`: what the index or page of this package shows has changed.
 * `upstream`: packages are dirty. `build`: this build changed.
 */
const Notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dispatch'), target: z.number() }),
  z.object({ kind: z.literal('package'), name: z.string() }),
  z.object({ kind: z.literal('upstream') }),
  z.object({ kind: z.literal('build'), build: z.number() }),
])
export type Notice = z.infer<typeof Notice>

/**
 * Sends a notice after the transaction has committed, doubles once. If this process dies in between it is lost: whoever listens also
 * looks by itself now and then.
 */
export function notify(tx: Tx, notice: Notice): void {
  if (!putInBox(tx, JSON.stringify(notice))) throw new Error('a notice was given outside of a transaction')
}

/**
 * Hears notices until the returned function is called.
 * @param onConnected called at the start and after each lost connection, when notices may have been missed: look at all
 */
export async function listen(
  sql: Sql,
  onNotice: (notice: Notice) => void,
  onConnected: () => void,
): Promise<() => Promise<void>> {
  const { unlisten } = await sql.listen(
    noticeChannel,
    (text) => {
      const parsed = Notice.safeParse(safeJson(text))
      if (parsed.success) onNotice(parsed.data)
    },
    onConnected,
  )
  return unlisten
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
