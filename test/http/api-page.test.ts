import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

let farm: TestFarm
let api: ServedApi
beforeAll(async () => {
  farm = await createTestFarm()
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

test('who opens the API in a browser is told how to ask it, and what stands there works', async () => {
  const visit = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml' } })
  const html = await visit.text()

  expect(visit.url).toBe(`${api.url}/api`)
  expect(html).toContain(`curl -s ${api.url}/graphql -H`)
  expect(html).toContain('type Package')
  const query = /-d '(\{.*?\})'/.exec(html.replaceAll('&quot;', '"'))?.[1] ?? ''
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body: query })
  expect(await answer.json()).toEqual({ data: { targets: [] } })
})

test('a program that asks nothing is told so by the API itself', async () => {
  const answer = await fetch(`${api.url}/graphql`, { headers: { accept: 'application/json' }, redirect: 'manual' })
  expect(answer.status).toBe(400)
})
