import { expect, test } from 'vitest'
import { Doorbell } from '../src/doorbell.ts'

test('a doorbell wakes all who wait, is heard later when nobody does, and ends with the signal', async () => {
  const bell = new Doorbell()
  const controller = new AbortController()
  const order: string[] = []
  const waits = [1, 2].map((n) => bell.wait(60_000, controller.signal).then(() => order.push(`woken ${n}`)))

  bell.ring()
  await Promise.all(waits)
  bell.ring()
  await bell.wait(60_000, controller.signal)
  const last = bell.wait(60_000, controller.signal)
  controller.abort()
  await last

  expect(order).toEqual(['woken 1', 'woken 2'])
})
