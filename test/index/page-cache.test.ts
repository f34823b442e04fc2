import { expect, test } from 'vitest'
import { makePage, type Page } from '../../src/index/page.ts'
import { createPageCache } from '../../src/index/page-cache.ts'
import { createRootCache } from '../../src/index/root-cache.ts'

/** A source whose pages are made only when the test says so. */
function slowSource() {
  const waiting: { key: string; finish: (text: string | null) => Promise<void>; fail: (error: Error) => void }[] = []
  const make = (key: string): Promise<Page | null> =>
    new Promise((done, fail) => {
      waiting.push({ key, fail, finish: async (text) => done(text === null ? null : await makePage(text)) })
    })
  return { make, waiting }
}

const textOf = async (page: Promise<Page | null>): Promise<string | undefined> => (await page)?.identity.body.toString()

test('a page is made once for all who ask, and kept', async () => {
  const { make, waiting } = slowSource()
  const cache = createPageCache(make)
  const asked = [cache.get('a'), cache.get('a'), cache.get('b')]
  await waiting[0]?.finish('one')
  await waiting[1]?.finish('two')

  expect(await Promise.all(asked.map(textOf))).toEqual(['one', 'one', 'two'])
  expect(await textOf(cache.get('a'))).toBe('one')
  expect(waiting.map(({ key }) => key)).toEqual(['a', 'b'])
})

test('that there is no page is kept too', async () => {
  const { make, waiting } = slowSource()
  const cache = createPageCache(make)
  const asked = cache.get('a')
  await waiting[0]?.finish(null)

  expect(await asked).toBeNull()
  expect(await cache.get('a')).toBeNull()
  expect(waiting).toHaveLength(1)
})

test.each(['forget', 'forgetAll'] as const)('after %s nobody sees what was made before', async (how) => {
  const { make, waiting } = slowSource()
  const cache = createPageCache(make)
  const before = cache.get('a')
  cache[how]('a')
  const after = cache.get('a')
  // The newer look at the database may well be answered first.
  await waiting[1]?.finish('new')
  await waiting[0]?.finish('old')

  expect(await textOf(before)).toBe('old')
  expect(await textOf(after)).toBe('new')
  expect(await textOf(cache.get('a'))).toBe('new')
  expect(waiting).toHaveLength(2)
})

test('a failure is told to who asked, and the next one tries again', async () => {
  const { make, waiting } = slowSource()
  const cache = createPageCache(make)
  const failed = cache.get('a')
  waiting[0]?.fail(new Error('no database'))
  await expect(failed).rejects.toThrow('no database')

  const next = cache.get('a')
  await waiting[1]?.finish('there')
  expect(await textOf(next)).toBe('there')
})

test('a page is compressed only where that saves bytes, and each form has an ETag of its own', async () => {
  const long = await makePage('x'.repeat(10_000))
  expect(long.gzip?.body.length).toBeLessThan(1_000)
  expect(long.gzip?.etag).not.toBe(long.identity.etag)
  expect(long.identity.etag).toMatch(/^"[\w-]+"$/)
  expect((await makePage('x')).gzip).toBeNull()
})

test('the root page rests between makings in proportion to what one takes', async () => {
  let now = 0
  let made = 0
  const cache = createRootCache(
    async () => {
      now += 100
      return makePage(`made ${++made}`)
    },
    () => now,
  )
  expect(await textOf(cache.get())).toBe('made 1')
  cache.outdate()
  now += 1_999
  expect(await textOf(cache.get())).toBe('made 1')
  now += 1
  expect(await textOf(cache.get())).toBe('made 2')
  now += 60_000
  expect(await textOf(cache.get())).toBe('made 2')
  now += 600_000
  expect(await textOf(cache.get())).toBe('made 3')
})

test('a root page that could not be made is tried again at once', async () => {
  let broken = false
  let made = 0
  const cache = createRootCache(
    async () => {
      if (broken) throw new Error('no database')
      return makePage(`made ${++made}`)
    },
    () => 0,
  )
  await cache.get()
  cache.outdate()
  broken = true
  await expect(cache.get()).rejects.toThrow('no database')
  broken = false
  expect(await textOf(cache.get())).toBe('made 2')
})
