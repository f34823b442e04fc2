import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type BrowserWorld, hostile, makeBrowserWorld } from './browser-world.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

/* The pages as a browser shows them: on a small phone, and with what strangers write in them. */

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
/** Narrower text must be zoomed to be read (Lighthouse asks for 12 px too). */
const LEAST_FONT_PX = 12

let farm: TestFarm
let world: BrowserWorld
let api: ServedApi
let browser: Browser
beforeAll(async () => {
  farm = await createTestFarm()
  world = await makeBrowserWorld(farm)
  api = await serveApi(farm)
  browser = await launchChromium()
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await api?.close()
  await farm?.close()
})

let context: BrowserContext
let page: Page
/** What a browser complains of: errors, warnings, what the content policy blocked, what did not load, and dialogs. */
let complaints: string[]
beforeEach(async () => {
  context = await browser.newContext(phone)
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => complaints.push(`not loaded: ${request.url()}`))
  page.on(
    'response',
    (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`),
  )
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
})
afterEach(() => context?.close())

const open = (path: string) => page.goto(`${api.url}${path}`)
/** Runs in the page; a text, since this program's types know no browser. */
const ask = <T>(script: string): Promise<T> => page.evaluate<T>(script)
const text = () => ask<string>('document.body.innerText')

const places: [what: string, path: () => string][] = [
  ['the front page', () => '/'],
  ['a package', () => '/package/demo-pkg'],
  ['a package of a stranger', () => `/package/${hostile.name}`],
  ['a build that failed', () => `/build/${world.lacking.id}`],
  ['a build that is running', () => `/build/${world.builds.running.id}`],
  ['a build with a wheel', () => `/build/${world.needing.id}`],
]

describe.each(places)('%s', (_what, path) => {
  test('fits a phone, in letters that can be read', async () => {
    await open(path())

    const size = await ask('[document.documentElement.scrollWidth, innerWidth]')
    const small = await ask(`[...document.querySelectorAll('body *')]
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < ${LEAST_FONT_PX})
      .map((one) => one.outerHTML)`)

    expect(size).toEqual([360, 360])
    expect(small).toEqual([])
  })

  test('gives the browser nothing to complain of, nor a script to run', async () => {
    await open(path())

    expect(await ask("document.querySelectorAll('script, img, iframe, [onerror], [style]').length")).toBe(0)
    expect(complaints).toEqual([])
  })

  test('stands as wide as the screen of a desktop', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await open(path())

    expect(await ask('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  })
})

describe('what strangers write is text', () => {
  test('on the front page', async () => {
    await open('/')
    const shown = await text()
    for (const part of [hostile.markup, hostile.name, hostile.version, 'pi-<b>4</b>']) expect(shown).toContain(part)
  })

  test('on the page of their package', async () => {
    await open(`/package/${hostile.name}`)
    const shown = await text()
    const needs = ['First: apt install libjpeg62-turbo', `Missing: ${hostile.markup}.h`]
    for (const part of [hostile.markup, hostile.endless, hostile.version, ...needs]) expect(shown).toContain(part)
  })

  test('in a log with escape sequences, HTML and a line of a megabyte, of which the end is shown', async () => {
    await open(`/build/${world.lacking.id}`)

    const log = await ask<string>("document.querySelector('.log').innerText")

    expect(log).toContain(`\n</pre>${hostile.markup}\nerror: the last line`)
    expect(log.length).toBeLessThan(70_000)
    expect(await text()).toContain(`it lacks the C header ${hostile.markup}.h`)
    const box = await ask<{ inside: number; outside: number }>(
      "(({ scrollWidth: inside, clientWidth: outside }) => ({ inside, outside }))(document.querySelector('.log'))",
    )
    expect(box.inside).toBeGreaterThan(box.outside)
  })
})

test('one walks by links from the front page to a package, a build and what the wheel needs, and back', async () => {
  await open('/?reload=off')
  await page.getByRole('link', { name: 'Demo.Pkg' }).last().click()
  await page.waitForURL('**/package/demo-pkg')
  const heading = await page.getByRole('heading', { level: 1 }).textContent()
  await page.getByRole('link', { name: `build ${world.builds.failed.id}`, exact: true }).click()
  await page.waitForURL(`**/build/${world.builds.failed.id}`)
  const reason = await page.locator('.notice').textContent()
  await page.getByRole('link', { name: 'Wheelyard', exact: true }).click()
  await page
    .getByRole('link', { name: `build ${world.needing.id}`, exact: true })
    .first()
    .click()
  await page.waitForURL(`**/build/${world.needing.id}`)

  expect(heading).toBe('Demo.Pkg')
  expect(reason).toContain('fatal error: <foo.h>: No such file')
  expect(await page.locator('code.command').textContent()).toBe('apt install libjpeg62-turbo')
  expect(await text()).toContain('libunheard-of.so.1, of which no package is known')
  expect(complaints).toEqual([])
})

test('the search box leads to a package, and says so where there is none', async () => {
  await open('/?reload=off')
  await page.getByRole('searchbox', { name: 'Package name' }).fill('Demo_PKG')
  await page.getByRole('button', { name: 'Look up' }).click()
  await page.waitForURL('**/package/demo-pkg')
  await page.getByRole('searchbox', { name: 'Package name' }).fill(hostile.markup)
  await page.getByRole('button', { name: 'Look up' }).click()
  await page.waitForURL('**/?package=*')

  expect(await text()).toContain('That cannot be looked up')
  expect(complaints.filter((complaint) => !/400/.test(complaint))).toEqual([])
})

test('a page in motion loads itself again, and stands still when it is told to', async () => {
  await open(`/build/${world.builds.running.id}`)
  const refresh = "document.querySelector('meta[http-equiv=refresh]')?.content ?? null"
  const moving = await ask(refresh)
  await page.getByRole('link', { name: 'Stop that' }).click()
  await page.waitForURL('**reload=off')

  expect([moving, await ask(refresh)]).toEqual(['10', null])
})
