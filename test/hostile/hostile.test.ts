import { expect, test } from 'vitest'
import { findRedisProgram } from '../support/own-redis.ts'
import { runHostile } from './run-hostile.ts'

test.skipIf(findRedisProgram() === null)(
  'whatever a builder tries that was taken over is refused, and written down',
  async () => {
    const { wrong, tries, refused, recorded } = await runHostile(() => {})
    expect(wrong).toEqual([])
    expect({ refused, recorded }).toEqual({ refused: tries, recorded: tries })
  },
)
