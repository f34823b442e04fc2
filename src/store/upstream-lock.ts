import type { Sql } from './database.ts'

/** Number of the advisory lock that lets one process poll at a time. */
const POLLER_LOCK = 7_201_903

/** The right to poll upstream, held by one session of the database; Postgres frees it when that session ends. */
export interface PollerLock {
  /** Whether it is still ours: a lost connection loses it. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

/** Asks for the right to poll; null when another process has it. */
export async function tryPollerLock(sql: Sql): Promise<PollerLock | null> {
  const session = await sql.reserve()
  try {
    const [row] = await session`select pg_try_advisory_lock(${POLLER_LOCK}) as locked, pg_backend_pid() as pid`
    if (row?.locked !== true) {
      session.release()
      return null
    }
    const pid: unknown = row.pid
    return {
      async isHeld() {
        const [held] = await session`select pg_backend_pid() = ${Number(pid)} as same`
        return held?.same === true
      },
      async release() {
        await session`select pg_advisory_unlock(${POLLER_LOCK})`
        session.release()
      },
    }
  } catch (error) {
    session.release()
    throw error
  }
}
