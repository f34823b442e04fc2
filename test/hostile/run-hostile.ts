import { eq, sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { attempts } from '../../schema/tables/builds.ts'
import { auditEvents } from '../../schema/tables/farm.ts'
import { enrolBuilder } from './attacker.ts'
import type { Tried } from './tried.ts'
import { tries } from './tries.ts'
import { type HostileWorld, openHostileWorld } from './world.ts'

export interface HostileResult {
  tries: number
  refused: number
  recorded: number
  /** What was not refused, or left no record. */
  wrong: string[]
}

/** Tries every row against a running farm, by a builder that is enrolled as any other. */
export async function runHostile(say: (line: string) => void): Promise<HostileResult> {
  const world = await openHostileWorld()
  try {
    const attacker = await enrolBuilder(world)
    const result: HostileResult = { tries: tries.length, refused: 0, recorded: 0, wrong: [] }
    for (const { row, run } of tries) {
      const tried = await run(world, attacker)
      const recorded = await isRecorded(world, tried)
      say(`${tried.refused ? 'refused' : 'DONE'}, ${recorded ? 'recorded' : 'NO RECORD'}: ${row} (${tried.seen})`)
      if (tried.refused) result.refused += 1
      if (recorded) result.recorded += 1
      if (!tried.refused || !recorded) result.wrong.push(`${row}: ${tried.seen}`)
    }
    return result
  } finally {
    await world.close()
  }
}

async function isRecorded(world: HostileWorld, { record }: Tried): Promise<boolean> {
  const { db } = world.farm.database
  if (record.in === 'acl') return isInAclLog(world.redisUrl, record.code)
  if (record.in === 'event') {
    const rows = await db
      .select()
      .from(attempts)
      .where(sql`${attempts.buildId} = ${record.builder ?? 0}`)
    return rows.some(({ failureKind }) => failureKind === record.code)
  }
  const rows = await db.select().from(auditEvents).where(eq(auditEvents.action, 'builder.refused'))
  const actor = record.builder === undefined ? 'stranger' : `builder:${record.builder}`
  return rows.some((row) => row.actor === actor && row.detail?.code === record.code)
}

async function isInAclLog(url: string, username: string): Promise<boolean> {
  const redis = new Redis(url)
  try {
    return JSON.stringify(await redis.call('ACL', 'LOG')).includes(username)
  } finally {
    redis.disconnect()
  }
}
