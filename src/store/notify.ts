import { sql as raw } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Sql, Tx } from './database.ts'

const CHANNEL = 'wheelyard'

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

/** Sends a notice when the transaction commits; Postgres drops doubles within one transaction. */
export async function notify(tx: Tx | Db, notice: Notice): Promise<void> {
  await tx.execute(raw`select pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`)
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
    CHANNEL,
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
