import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { backOff, countingBackOff, pause, whenAborted, within } from '../src/patience.ts'

const never = new Promise<never>(() => {})

test.each([
  [1, 0, 0.5],
  [1, 1, 1],
  [3, 1, 4],
  [9, 1, 256],
  [10, 0, 150],
  [10_000, 1, 300],
])('after %i failures, by chance %d, %d seconds', (failures, chance, seconds) => {
  expect(backOff(failures, { first: 1, most: 300 }, chance)).toBe(seconds)
})

test('a call that fails is left alone for longer each time, and for as long as the other side asks', () => {
  const wait = countingBackOff(100, 1_000)
  const bounds = [100, 200, 400, 800, 1_000, 1_000]
  for (const most of bounds) {
    const ms = wait.next()
    expect(ms).toBeGreaterThanOrEqual(most / 2)
    expect(ms).toBeLessThanOrEqual(most)
  }
  expect(wait.next(7_000)).toBe(7_000)
  wait.reset()
  expect(wait.next()).toBeLessThanOrEqual(100)
})

test('a pause ends with the signal', async () => {
  const controller = new AbortController()
  const pausing = pause(600_000, controller.signal)
  controller.abort()
  await pausing
  await pause(600_000, controller.signal)
})

test('what waits for a signal or something sooner leaves no listener', async () => {
  const controller = new AbortController()
  await whenAborted(controller.signal, Promise.resolve('sooner'))
  await whenAborted(controller.signal, Promise.reject(new Error('sooner')))
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)

  const waiting = whenAborted(controller.signal, never)
  controller.abort()
  await waiting
  await whenAborted(controller.signal)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
})

test('what comes too late is called late, what fails fails', async () => {
  expect(await within(600_000, Promise.resolve(7))).toBe(7)
  expect(await within(1, never)).toBe('late')
  await expect(within(600_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
})
