import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../src/config.ts'
import { requeueRefusals } from '../src/ladder/requeue.ts'

/** Codes as the code makes them: the first argument of an error class, or the second of an HTTP fault. Lists of codes come on top. */
const thrown = /(?:new (?:Input|Access|NotFound|Conflict|Upstream|Farm)Error\(|\bfault\(\s*\d+,)\s*'([A-Z][A-Z0-9_]+)'/g

function codesInSource(): string[] {
  const folders = ['src', 'schema']
  const texts = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts'))
      .map((name) => readFileSync(join(packageRoot, folder, name), 'utf8')),
  )
  const written = texts.flatMap((text) => [...text.matchAll(thrown)].map((match) => match[1] ?? ''))
  return [...new Set([...written, ...requeueRefusals])].sort()
}

function codesInDocs(): string[] {
  const text = readFileSync(join(packageRoot, 'docs/errors.md'), 'utf8')
  return [...text.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map((match) => match[1] ?? '')
}

test('docs/errors.md lists every code that is thrown, once, in order, and no other', () => {
  expect(codesInDocs()).toEqual(codesInSource())
})
