import { advisoryLocks } from './advisory-locks.ts'
import type { Sql } from './database.ts'

/** The right to poll upstream. Postgres frees it when the session that holds it ends, whatever ended it. */
export interface PollerLock {
  /** False once the session is lost: another process may hold it by now. */
  isHeld(): boolean
  release(): Promise<void>
}

/**
 * Asks for the right to poll; null when another process has it. It is held by a transaction that stays open and does nothing, and
 * so holds back no vacuum: postgres.js tells when the connection of a transaction is lost, which it does not for reserved ones.
 */
export function tryPollerLock(sql: Sql): Promise<PollerLock | null> {
  return new Promise((resolve, reject) => {
    let held = true
    const session = sql.begin(async (tx) => {
      await tx`set local idle_in_transaction_session_timeout = 0`
      const [row] = await tx`select pg_try_advisory_xact_lock(${advisoryLocks.poll}) as locked`
      if (row?.locked !== true) return resolve(null)
      await new Promise<void>((end) => {
        const release = async () => {
          if (!held) return
          end()
          await session.catch(() => {})
        }
        resolve({ isHeld: () => held, release })
      })
    })
    const ended = () => {
      held = false
    }
    // Too late to reject once the lock was given: then the loss shows in isHeld.
    session.then(ended, ended)
    session.catch(reject)
  })
}
