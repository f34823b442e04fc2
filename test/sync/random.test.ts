import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConflictError, NotFoundError } from '../../src/errors.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'
import { storedProject, upstreamProject } from './visible-state.ts'

/*
 * Whatever happens upstream, in whatever order, with whatever staleness and restarts of ours in between: when all is quiet our
 * tables show what upstream shows.
 */

let world: SyncWorld
let run = 0
beforeAll(async () => {
  world = await openSyncWorld()
})
afterAll(() => world.close())

const versions = ['1.0', '1.0.0', '2.0b1', '2004d'] as const
const project = fc.constantFrom('a', 'b')
const version = fc.constantFrom(...versions)
const kind = fc.constantFrom('tar.gz', 'zip', 'py3-none-any.whl', 'cp311-cp311-linux_armv7l.whl')

const Step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      project,
      version,
      kind,
      spelling: fc.constantFrom('X.', 'x_', 'x-'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('yank' as const, 'unyank' as const), project, version }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove-file' as const), project, version, kind }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove-release' as const), project, version }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove-project' as const), project }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('quarantine' as const, 'clear' as const),
      project,
      version: fc.option(version, { nil: null }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('stale' as const), project, reads: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fail' as const), project, status: fc.constantFrom(404, 500, 503) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

/** Names that no run before has used: a file name is given once for ever. */
const nameOf = (letter: string) => `x-${letter}${run}`
const fileOf = (letter: string, of: string, ending: string) =>
  ending.endsWith('.whl') ? `x_${letter}${run}-${of}-${ending}` : `x_${letter}${run}-${of}.${ending}`

async function take(step: Step, restart: () => Promise<void>): Promise<unknown> {
  const { ctl } = world.upstream
  switch (step.do) {
    case 'add': {
      const filename = fileOf(step.project, step.version, step.kind)
      const name = `${step.spelling}${step.project}${run}`
      return ctl.addRelease({ name, version: step.version, files: [{ filename }], requiresPython: '>=3.7' })
    }
    case 'yank':
      return ctl.yank(nameOf(step.project), step.version, 'for a reason')
    case 'unyank':
      return ctl.unyank(nameOf(step.project), step.version)
    case 'remove-file':
      return ctl.removeFile(fileOf(step.project, step.version, step.kind))
    case 'remove-release':
      return ctl.removeRelease(nameOf(step.project), step.version)
    case 'remove-project':
      return ctl.removeProject(nameOf(step.project))
    case 'quarantine':
      return ctl.quarantine(nameOf(step.project), step.version ?? undefined)
    case 'clear':
      return ctl.clearQuarantine(nameOf(step.project), step.version ?? undefined)
    case 'stale':
      return ctl.fault({ route: `/simple/${nameOf(step.project)}/`, staleFor: step.reads })
    case 'fail':
      return ctl.fault({ route: `/simple/${nameOf(step.project)}/`, status: step.status, times: 2 })
    case 'settle':
      return world.settled()
    case 'restart':
      return restart()
  }
}

test('our tables end up as upstream is', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 5, maxLength: 30 }), async (steps) => {
      run += 1
      let sync = world.start()
      await world.settled()
      for (const step of steps) {
        await take(step, async () => {
          await sync.stop()
          sync = world.start()
        }).catch(ignoreImpossible)
      }
      await world.upstream.ctl.clearFaults()
      await world.settled()
      await sync.stop()
      for (const letter of ['a', 'b']) {
        const shown = await upstreamProject(world.upstream.url, nameOf(letter))
        expect(await storedProject(world.farm, nameOf(letter))).toEqual(shown)
      }
    }),
    { numRuns: Number(process.env.SYNC_RUNS ?? 20) },
  )
})

/** A step may ask for what is not there, or for a file name that was used: upstream refuses, and nothing happens. */
function ignoreImpossible(error: unknown): void {
  if (!(error instanceof NotFoundError || error instanceof ConflictError)) throw error
}
