import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { judge, listUnsettled, type Verdict } from './check.ts'
import { inject } from './inject.ts'
import { type ChaosScript, writeScript } from './script.ts'
import { type ChaosWorld, openChaosWorld } from './world.ts'

export interface ChaosResult extends Verdict {
  faults: number
  seed: number
}

/** Longer than this after the last fault nothing that is not stuck takes. */
const SETTLE_MS = 240_000

/** Plays the script of a seed against a farm of its own, lets it come to rest, and judges what came of it. */
export async function runChaos(seed: number, seconds: number, say: (line: string) => void): Promise<ChaosResult> {
  const script = writeScript(seed, seconds)
  const world = await openChaosWorld()
  try {
    const faults = await play(world, script, say)
    await settle(world, script, say)
    const verdict = await judge(world, script)
    if (verdict.wrong.length > 0) for (const line of world.said.slice(-400)) say(line)
    return { faults, seed, ...verdict }
  } finally {
    await world.close()
  }
}

async function play(world: ChaosWorld, { steps }: ChaosScript, say: (line: string) => void): Promise<number> {
  let count = 0
  for (const step of steps) {
    if (step.kind === 'wait') await sleep(step.ms)
    if (step.kind === 'release') {
      const { name, version, failingMinor } = step
      await world.upstream.ctl.addDemo(name, version, failingMinor ? { failingMinor: world.minor } : {})
    }
    if (step.kind === 'fault') {
      say(`${step.fault}${step.fault === 'kill builder' ? ` ${step.builder}` : ''}`)
      await inject(world, step.fault, step.builder)
      count += 1
    }
  }
  return count
}

/**
 * Until every release stands where it must. Back-offs are put forward, so that nobody waits minutes for them; and as an operator would
 * after killing machines, what took down too many builders is tried again.
 */
async function settle(world: ChaosWorld, script: ChaosScript, say: (line: string) => void): Promise<void> {
  for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline; await sleep(1_000)) {
    const left = await listUnsettled(world, script).catch((error: unknown) => [`cannot be asked: ${String(error)}`])
    if (left.length === 0) return
    say(`${left.length} to go, such as ${left[0]}`)
    await hurry(world).catch((error: unknown) => say(String(error)))
  }
}

async function hurry({ database: { db } }: ChaosWorld): Promise<void> {
  await db.execute(sql`update builds set retry_at = now() where work = 'RETRY' and retry_at > now()`)
  await db.execute(sql`update targets set breaker_until = null, breaker_failures = 0 where breaker_until is not null`)
  await db.execute(
    sql`update builders set quarantined_at = null, trusted_since = now() where quarantined_at is not null`,
  )
  await db.execute(sql`update builds set verdict = null, failure_kind = null, failure_line = null, work = 'WAITING', farm_tries = 0
    where verdict = 'FAILED' and failure_kind = 'BUILDER_LOST'`)
}
