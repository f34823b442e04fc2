import { expect, test } from 'vitest'
import type { FileId, ReleaseId } from '../../schema/ids.ts'
import type { FileState, ReleaseState } from '../../src/store/package-state.ts'
import { diffPage, type PageToDiff } from '../../src/sync/diff-page.ts'
import type { PageFile } from '../../src/sync/page-entry.ts'
import { sumOfFiles } from '../../src/sync/sum-of-files.ts'

const day = (n: number) => new Date(Date.UTC(2025, 0, n))
const facts = {
  kind: 'sdist' as const,
  url: 'https://files.example/x',
  size: 1,
  uploadedAt: day(1),
  requiresPythonId: null,
  tagSetId: null,
  yanked: false,
  yankedReason: null,
}
const sum = { requiresPythonId: null, uploadedAt: day(1), hasSdist: true, yanked: false, yankedReason: null }
// Ids are branded numbers.
const release = (id: number, version: string, given: Partial<ReleaseState> = {}): ReleaseState => ({
  ...sum,
  id: id as ReleaseId,
  version,
  gone: null,
  ...given,
})
const file = (id: number, of: number, filename: string, given: Partial<FileState> = {}): FileState => ({
  ...facts,
  id: id as FileId,
  releaseId: of as ReleaseId,
  filename,
  sha256: 'aa',
  removed: false,
  ...given,
})
const entry = (version: string, filename: string, given: Partial<PageFile> = {}): PageFile => {
  const { requiresPythonId: _, tagSetId: __, ...same } = facts
  return { ...same, version, filename, sha256: 'aa', requiresPython: null, tags: null, ...given }
}
const page = (files: PageFile[], given: Partial<PageToDiff> = {}): PageToDiff => ({
  versions: [...new Set(files.map(({ version }) => version))],
  files,
  untouched: [],
  requiresPythons: new Map(),
  tagSets: new Map(),
  goneReason: () => 'REMOVED',
  ...given,
})
const nothing = { newReleases: [], releases: [], newFiles: [], files: [], faults: [] }
const known = { releases: [release(1, '1.0')], files: [file(1, 1, 'demo-1.0.zip')] }

test('a page that is known already changes nothing', () => {
  expect(diffPage(known, page([entry('1.0', 'demo-1.0.zip')]))).toEqual(nothing)
})

test('a file whose entry cannot be read stays, and its release with it', () => {
  expect(diffPage(known, page([], { untouched: ['demo-1.0.zip'] }))).toEqual(nothing)
})

test('what the page lists no longer is marked; a release that is gone keeps what was known of it', () => {
  const diff = diffPage(known, page([], { goneReason: () => 'QUARANTINED' }))
  expect(diff.releases).toEqual([release(1, '1.0', { gone: 'QUARANTINED' })])
  expect(diff.files).toEqual([{ ...known.files[0], version: '1.0', removed: true }])
})

test('what comes back is taken back', () => {
  const gone = {
    releases: [release(1, '1.0', { gone: 'REMOVED' })],
    files: [file(1, 1, 'demo-1.0.zip', { removed: true })],
  }
  const diff = diffPage(gone, page([entry('1.0', 'demo-1.0.zip')]))
  expect(diff.releases).toEqual([release(1, '1.0')])
  expect(diff.files).toMatchObject([{ id: 1, removed: false }])
})

test('a listed version without files that could be taken is a release all the same', () => {
  const diff = diffPage({ releases: [], files: [] }, page([], { versions: ['1.0rc1'] }))
  expect(diff.newReleases).toEqual([
    {
      ...sum,
      version: '1.0rc1',
      versionKey: '1rc1',
      sortKey: expect.any(String),
      isPrerelease: true,
      uploadedAt: null,
      hasSdist: false,
    },
  ])
})

test('a file moves to the release that the page now says it is of', () => {
  const diff = diffPage(known, page([entry('1.0.0', 'demo-1.0.zip')]))
  expect(diff.newReleases.map(({ version, hasSdist }) => [version, hasSdist])).toEqual([['1.0.0', true]])
  expect(diff.files).toMatchObject([{ id: 1, version: '1.0.0', removed: false }])
  expect(diff.releases).toEqual([release(1, '1.0', { gone: 'REMOVED' })])
})

test('another hash changes nothing but is told', () => {
  const diff = diffPage(known, page([entry('1.0', 'demo-1.0.zip', { sha256: 'bb', yanked: true })]))
  expect({ ...diff, faults: diff.faults.map(({ code }) => code) }).toEqual({
    ...nothing,
    faults: ['PAGE_HASH_CHANGED'],
  })
})

test('a release is summed over its files: the first upload, the sdist as spokesman, yanked only as a whole', () => {
  const wheel = { ...facts, kind: 'wheel' as const, uploadedAt: day(1), requiresPythonId: 7 as never }
  const sdist = { ...facts, uploadedAt: day(2), requiresPythonId: 8 as never }
  expect(sumOfFiles([sdist, wheel])).toEqual({ ...sum, requiresPythonId: 8 })
  expect(sumOfFiles([wheel, { ...wheel, uploadedAt: null }])).toEqual({ ...sum, requiresPythonId: 7, hasSdist: false })
  expect(sumOfFiles([{ ...sdist, yanked: true, yankedReason: 'why' }, wheel])).toMatchObject({
    yanked: false,
    yankedReason: null,
  })
  expect(
    sumOfFiles([
      { ...sdist, yanked: true },
      { ...wheel, yanked: true, yankedReason: 'why' },
    ]),
  ).toMatchObject({ yanked: true, yankedReason: 'why' })
  expect(sumOfFiles([])).toEqual({ ...sum, uploadedAt: null, hasSdist: false })
})
