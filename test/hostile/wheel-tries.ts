import { randomBytes } from 'node:crypto'
import { makeWheel } from '../support/make-wheel.ts'
import { type Attacker, hashOf, reportOf, startWork } from './attacker.ts'
import type { Tried, Try } from './tried.ts'
import type { HostileWorld } from './world.ts'

/** Uploads a wheel for work of its own and reports it: taken as a failure of the attempt, published never. */
async function publishing(
  world: HostileWorld,
  attacker: Attacker,
  make: (name: string) => Promise<{ filename: string; bytes: Buffer }>,
): Promise<Tried> {
  const work = await startWork(world, attacker)
  const wheel = await make(work.name)
  await attacker.client.wheel(work.start, wheel.filename, hashOf(wheel.bytes), wheel.bytes)
  const answer = await attacker.client.report(work.start, reportOf(work, wheel))
  const { state, published = [] } = answer.body as { state?: string; published?: string[] } // as above
  const refused = answer.status === 200 && state === 'FAILED' && published.length === 0
  return {
    refused,
    record: { in: 'event', code: 'WHEEL_INVALID', builder: work.build },
    seen: `${answer.status} ${state}`,
  }
}

export const wheelTries: Try[] = [
  {
    row: 'a wheel of another project',
    run: (world, attacker) => publishing(world, attacker, () => makeWheel({ name: 'numpy', version: '1.0' })),
  },
  {
    row: 'a wheel of another version',
    run: (world, attacker) => publishing(world, attacker, (name) => makeWheel({ name, version: '99.0' })),
  },
  {
    row: 'a wheel of a local version',
    run: (world, attacker) => publishing(world, attacker, (name) => makeWheel({ name, version: '1.0+evil' })),
  },
  {
    row: 'a wheel for another platform alone',
    run: (world, attacker) =>
      publishing(world, attacker, (name) => makeWheel({ name, version: '1.0', tags: ['cp311-cp311-win_amd64'] })),
  },
  {
    row: 'a wheel that writes outside',
    run: (world, attacker) =>
      publishing(world, attacker, async (name) => {
        const { filename, bytes } = await makeWheel({ name, version: '1.0', files: { 'aa/aa/evil.py': 'x' } })
        return {
          filename,
          bytes: Buffer.from(bytes.toString('latin1').replaceAll('aa/aa/evil', '../../evil'), 'latin1'),
        }
      }),
  },
  {
    row: 'METADATA that names another project than the file',
    run: (world, attacker) =>
      publishing(world, attacker, async (name) => ({
        filename: `${name.replaceAll('-', '_')}-1.0-py3-none-any.whl`,
        bytes: (await makeWheel({ name: 'numpy', version: '1.0' })).bytes,
      })),
  },
  {
    row: 'no zip at all',
    run: (world, attacker) =>
      publishing(world, attacker, async (name) => ({
        filename: `${name.replaceAll('-', '_')}-1.0-py3-none-any.whl`,
        bytes: randomBytes(5_000),
      })),
  },
]
