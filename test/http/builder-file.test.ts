import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bareServer } from '../../src/http/bare-server.ts'
import { mountBuilderFile } from '../../src/http/builder-file.ts'

const log = pino({ level: 'silent' })
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'builder-file-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the file comes to anybody, under the hash of its bytes, and once only', async () => {
  const path = join(folder, 'builder.mjs')
  await writeFile(path, 'export {}\n')
  const app = bareServer(log)
  await mountBuilderFile(app, path)
  const etag = `"${createHash('sha256').update('export {}\n').digest('hex')}"`

  const first = await app.inject({ url: '/farm/v1/builder.mjs' })
  const again = await app.inject({ url: '/farm/v1/builder.mjs', headers: { 'if-none-match': etag } })
  const head = await app.inject({ method: 'HEAD', url: '/farm/v1/builder.mjs' })

  expect(first.statusCode).toBe(200)
  expect(first.body).toBe('export {}\n')
  expect(first.headers).toMatchObject({ etag, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
  expect(first.headers['content-type']).toMatch(/^text\/javascript\b/)
  expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
  expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '10'])
  await app.close()
})

test('a farm without it says so by a code', async () => {
  const app = bareServer(log)
  await mountBuilderFile(app, join(folder, 'none.mjs'))
  const answer = await app.inject({ url: '/farm/v1/builder.mjs' })
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ code: 'BUILDER_NOT_BUILT' })
  await app.close()
})
