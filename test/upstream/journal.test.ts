import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startUpstream } from './server.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'upstream-test-'))
})

afterEach(() => rm(dataDir, { recursive: true }))

const json = { headers: { accept: 'application/vnd.pypi.simple.v1+json' } }

it('is the same after a restart: pages, files, serials and address', async () => {
  const first = await startUpstream({ dataDir })
  await first.ctl.addDemo('demo-regret', '1.0')
  await first.ctl.addDemo('demo-universal', '1.0')
  await first.ctl.yank('demo-regret', '1.0', 'once')
  await first.ctl.removeFile('demo_universal-1.0.tar.gz')
  await first.ctl.quarantine('demo-universal')
  const paths = ['/simple/', '/simple/demo-regret/', '/pypi/demo-regret/json', '/simple/demo-universal/']
  const pagesOf = (url: string) => Promise.all(paths.map(async (path) => (await fetch(url + path, json)).text()))
  const [pages, rows] = [await pagesOf(first.url), [...first.journal]]
  await first.close()

  const second = await startUpstream({ dataDir })

  expect(second.url).toBe(first.url)
  expect(second.journal).toEqual(rows)
  expect(await pagesOf(second.url)).toEqual(pages)
  const [row] = await second.ctl.unyank('demo-regret', '1.0')
  expect(row?.[4]).toBeGreaterThan(rows.at(-1)?.[4] ?? Number.NaN)
  await second.close()
})

it('takes another port when the one it had is in use', async () => {
  const first = await startUpstream({ dataDir })
  const second = await startUpstream({ dataDir: join(dataDir, 'other'), port: 0 })
  await second.close()
  await writeFile(join(dataDir, 'other', 'port'), new URL(first.url).port)

  const third = await startUpstream({ dataDir: join(dataDir, 'other') })

  expect(third.url).not.toBe(first.url)
  await Promise.all([first.close(), third.close()])
})

it('cuts a torn last line off and goes on behind the line before', async () => {
  const path = join(dataDir, 'journal.jsonl')
  const first = await startUpstream({ dataDir })
  await first.ctl.addDemo('demo-greeting', '1.0')
  await first.close()
  const whole = await readFile(path, 'utf8')
  await appendFile(path, whole.slice(0, 100))

  const second = await startUpstream({ dataDir })
  expect(second.journal).toEqual(first.journal)
  await second.ctl.addDemo('demo-greeting', '2.0')
  await second.close()

  const third = await startUpstream({ dataDir })
  expect(third.journal).toEqual(second.journal)
  await third.close()
})

it('refuses to start on a journal that is damaged before its end', async () => {
  const path = join(dataDir, 'journal.jsonl')
  const first = await startUpstream({ dataDir })
  await first.ctl.addRow('a', null, 'create')
  await first.close()
  await writeFile(path, `{"change":1}\n${await readFile(path, 'utf8')}`)

  await expect(startUpstream({ dataDir })).rejects.toMatchObject({ code: 'STAND_IN_JOURNAL', at: 'line 1' })
})
