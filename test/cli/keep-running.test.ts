import { expect, onTestFinished, test } from 'vitest'
import { keepRunning, type Standing } from '../../src/cli/keep-running.ts'
import { type Child, startChild } from '../../src/cli/processes/child.ts'
import { createLogger } from '../../src/logger.ts'
import { waitFor } from '../support/wait-for.ts'

const log = createLogger('test', 'silent')

/** A builder that is kept: each start is a process that a test ends. */
async function kept(first: Standing) {
  let standing = first
  const children: Child[] = []
  const said: string[] = []
  const start = async () => {
    const args = ['-e', 'setInterval(() => {}, 1000)']
    const child = await startChild({ name: 'builder', command: process.execPath, args, env: {}, log })
    children.push(child)
    return child
  }
  const builder = await keepRunning({
    start,
    standing: async () => standing,
    what: 'the builder',
    say: (line) => said.push(line),
    lookMs: 50,
  })
  onTestFinished(() => builder.stop(1_000))
  const starts = (n: number) => waitFor(`start ${n}`, async () => (children.length >= n ? true : undefined))
  const says = (part: string) => waitFor(part, async () => said.some((line) => line.includes(part)) || undefined)
  return {
    children,
    said,
    starts,
    says,
    end: () => children.at(-1)?.stop({ graceMs: 500 }),
    set: (to: Standing) => (standing = to),
  }
}

test('a builder that ends by itself is started again', async () => {
  const { end, starts, said } = await kept('wanted')
  await end()
  await starts(2)
  expect(said[0]).toContain('started again in 1 s')
})

test('one that was drained is not, until it is resumed', async () => {
  const { children, end, starts, says, set } = await kept('wanted')
  set('sent home')
  await end()
  await says('told to end')
  expect(children).toHaveLength(1)
  set('wanted')
  await starts(2)
})

test('one that was revoked is not started any more, nor when the farm starts anew', async () => {
  const { children, end, says, set } = await kept('wanted')
  set('revoked')
  await end()
  await says('not started any more')
  expect(children).toHaveLength(1)
  expect((await kept('revoked')).children).toEqual([])
})
