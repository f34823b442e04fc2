import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../src/config.ts'
import { readSourceFiles, type SourceFile } from './support/source-files.ts'

/** The parts of the program, and which others each may import (docs/architecture.md). A part may always import itself. */
const mayImport: Record<string, readonly string[]> = {
  errors: [],
  ids: [],
  ground: ['errors'],
  ladder: ['errors', 'ids'],
  messages: ['ladder', 'ids', 'errors'],
  tables: ['ladder', 'ids', 'errors'],
  wheel: ['ladder', 'errors'],
  artifacts: ['ladder', 'ids', 'ground', 'errors'],
  store: ['tables', 'ladder', 'ids', 'ground', 'errors'],
  jobs: ['store', 'artifacts', 'wheel', 'messages', 'ladder', 'ids', 'ground', 'errors'],
  sync: ['jobs', 'store', 'ladder', 'ids', 'ground', 'errors'],
  builder: ['wheel', 'messages', 'ladder', 'ids', 'ground', 'errors'],
  index: ['jobs', 'store', 'artifacts', 'ladder', 'ids', 'ground', 'errors'],
  resolvers: ['jobs', 'store', 'artifacts', 'messages', 'ladder', 'ids', 'ground', 'errors'],
  web: [],
  http: ['web', 'resolvers', 'index', 'jobs', 'store', 'artifacts', 'messages', 'ladder', 'ids', 'ground', 'errors'],
  cli: [
    'http',
    'sync',
    'builder',
    'jobs',
    'store',
    'artifacts',
    'wheel',
    'messages',
    'ladder',
    'ids',
    'ground',
    'errors',
  ],
  main: ['cli', 'builder', 'ground', 'errors'],
  upstream: ['wheel', 'ladder', 'ids', 'ground', 'errors'],
}

/** The part that a file belongs to: its folder, with the few files that stand alone. */
function partOf(path: string): string {
  if (path === 'src/errors.ts') return 'errors'
  if (path === 'src/main.ts' || path === 'src/builder/main.ts') return 'main'
  if (/^src\/[^/]+$/.test(path)) return 'ground'
  if (path === 'schema/ids.ts') return 'ids'
  if (path.startsWith('schema/tables/')) return 'tables'
  if (/^schema\/[^/]+$/.test(path)) return 'messages'
  return /^(?:src\/|test\/)?([^/]+)/.exec(path)?.[1] ?? path
}

const product = await readSourceFiles(['src', 'schema', 'web', 'test/upstream'])
const shipped = product.filter(({ path }) => !/\.test\.tsx?$/.test(path))
const others = (await readSourceFiles(['test', 'bench', 'scripts'])).filter(
  ({ path }) => !path.startsWith('test/upstream/'),
)
const all = [...product, ...others]

test('imports go down only', () => {
  const wrong = shipped.flatMap((file) => {
    const part = partOf(file.path)
    const allowed = mayImport[part] ?? []
    return file.imports
      .filter(isOwn)
      .filter((path) => partOf(path) !== part && !allowed.includes(partOf(path)))
      .map((path) => `${file.path} imports ${path}`)
  })
  expect(wrong.join('\n')).toBe('')
})

test('the ladder is pure: no I/O, no clock, no randomness, no environment', () => {
  const libraries = ['zod', '@renovatebot/pep440']
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.|\bfetch\(|\bcrypto\.|\bset(Timeout|Interval)\b/
  const wrong = partFiles('ladder').flatMap(({ path, text, imports }) => [
    ...imports.filter((one) => !isOwn(one) && !libraries.includes(one)).map((one) => `${path} imports ${one}`),
    ...linesMatching(text, impure).map((line) => `${path}: ${line}`),
  ])
  expect(wrong.join('\n')).toBe('')
})

test('the pages know nothing but GraphQL', () => {
  const wrong = partFiles('web').flatMap(({ path, imports }) =>
    imports
      .filter((one) => !isOwn(one) && !/^preact/.test(one) && one !== 'zod')
      .map((one) => `${path} imports ${one}`),
  )
  expect(wrong.join('\n')).toBe('')
})

test('only the command line handles signals and ends the process', () => {
  const ending = /\bprocess\.exit\(|\bprocess\.(on|once)\(\s*'SIG/
  const wrong = shipped
    .filter(({ path }) => !['cli', 'main', 'upstream'].includes(partOf(path)))
    .flatMap(({ path, text }) => linesMatching(text, ending).map((line) => `${path}: ${line}`))
  expect(wrong.join('\n')).toBe('')
})

test('a file has at most 250 lines', () => {
  const wrong = all.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path} has ${lines}`)
  expect(wrong.join('\n')).toBe('')
})

test('a file is named for the one question that it answers', () => {
  const vague = /^(index|utils?|helpers?|common|misc|types|constants|services?)\.tsx?$/
  const folders = /(^|\/)(utils?|helpers?|common|misc|services?|lib)\//
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/
  const wrong = all.filter(
    ({ path }) => vague.test(basename(path)) || folders.test(path) || !kebab.test(basename(path)),
  )
  expect(wrong.map(({ path }) => path).join('\n')).toBe('')
})

test('sources hold no enums, namespaces or parameter properties, and import files by their real name', () => {
  const declared = /^\s*(export )?(declare )?(const )?(enum|namespace) \w+/
  const wrong = all.flatMap(({ path, text, imports }) => [
    ...linesMatching(text, declared).map((line) => `${path}: ${line}`),
    ...imports.filter((one) => isOwn(one) && !/\.(tsx?|mjs|json)$/.test(one)).map((one) => `${path} imports ${one}`),
  ])
  expect(wrong.join('\n')).toBe('')
})

test('the lock file is whole and names no registry', () => {
  const check = () => execFileSync(process.execPath, ['scripts/complete-lock.mjs', '--check'], { cwd: packageRoot })
  expect(check).not.toThrow()
  expect(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/)
})

function isOwn(specifier: string): boolean {
  return /^(src|schema|web|test|bench|scripts)\//.test(specifier)
}

function partFiles(part: string): SourceFile[] {
  return shipped.filter(({ path }) => partOf(path) === part)
}

function linesMatching(text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^(\*|\/\/|\/\*)/.test(line) && pattern.test(line))
}
