import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadPackageState, type PackageChanges, writePackageChanges } from '../../src/store/package-state.ts'
import { buryPackage, findPackage, lockPackage } from '../../src/store/packages.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { addFile, addPackage, addRelease } from '../support/rows.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

const sum = { requiresPythonId: null, uploadedAt: null, hasSdist: true, yanked: false, yankedReason: null }
const facts = {
  kind: 'sdist' as const,
  url: 'https://files.example/x',
  size: 1,
  uploadedAt: new Date('2025-01-01T00:00:00Z'),
  requiresPythonId: null,
  tagSetId: null,
  yanked: false,
  yankedReason: null,
}
const none: PackageChanges = { newReleases: [], releases: [], newFiles: [], files: [] }

test('two transactions that make the same package make one', async () => {
  const make = () => database.db.transaction((tx) => lockPackage(tx, 'demo', { displayName: 'Demo', fromStart: false }))
  const [one, two] = await Promise.all([make(), make()])
  expect(one.id).toBe(two.id)
  expect((await findPackage(database.db, 'demo'))?.displayName).toBe('Demo')
})

test('changes are written as they were worked out, and a file name that another package has is given back', async () => {
  const other = await addPackage(database.db, { name: 'other' })
  await addFile(database.db, { release: await addRelease(database.db, { package: other }), filename: 'taken.zip' })
  const demo = await addPackage(database.db, { name: 'demo' })
  const old = await addRelease(database.db, { package: demo, version: '1.0' })
  const file = await addFile(database.db, { release: old, filename: 'demo-1.0.zip' })
  const changes: PackageChanges = {
    newReleases: [{ ...sum, version: '__proto__', versionKey: null, sortKey: '0__proto__', isPrerelease: false }],
    releases: [{ ...sum, id: old.id, gone: 'REMOVED', yanked: true, yankedReason: 'é"\\' }],
    newFiles: [
      { ...facts, version: '__proto__', filename: 'demo-__proto__.zip', sha256: 'aa'.repeat(32) },
      { ...facts, version: '1.0', filename: 'taken.zip', sha256: 'bb'.repeat(32) },
    ],
    files: [{ ...facts, id: file.id, version: '__proto__', size: null, removed: true }],
  }

  const wrote = await database.db.transaction((tx) =>
    writePackageChanges(tx, demo.id, changes, new Map([['1.0', old.id]])),
  )

  expect(wrote.taken).toEqual(['taken.zip'])
  const { releases, files } = await database.db.transaction((tx) => loadPackageState(tx, demo.id))
  const [fresh] = wrote.fresh
  expect(releases.sort((a, b) => a.id - b.id)).toEqual([
    { ...sum, id: old.id, version: '1.0', gone: 'REMOVED', yanked: true, yankedReason: 'é"\\' },
    { ...sum, id: fresh, version: '__proto__', gone: null },
  ])
  expect(
    files
      .sort((a, b) => a.id - b.id)
      .map(({ filename, releaseId, size, removed, uploadedAt }) => ({
        filename,
        releaseId,
        size,
        removed,
        uploadedAt,
      })),
  ).toEqual([
    { filename: 'demo-1.0.zip', releaseId: fresh, size: null, removed: true, uploadedAt: facts.uploadedAt },
    { filename: 'demo-__proto__.zip', releaseId: fresh, size: 1, removed: false, uploadedAt: facts.uploadedAt },
  ])
})

test('no changes write nothing', async () => {
  const demo = await addPackage(database.db, { name: 'demo' })
  const wrote = await database.db.transaction((tx) => writePackageChanges(tx, demo.id, none, new Map()))
  expect(wrote).toEqual({ fresh: [], taken: [] })
})

test('a package that is gone keeps its rows, marked', async () => {
  const demo = await addPackage(database.db, { name: 'demo' })
  const release = await addRelease(database.db, { package: demo })
  await addFile(database.db, { release, filename: 'demo-1.0.zip' })

  await database.db.transaction((tx) => buryPackage(tx, demo.id))

  expect(
    await database.sql`select p.removed_at is not null as package, r.gone, f.removed_at is not null as file
      from packages p join releases r on r.package_id = p.id join files f on f.release_id = r.id`,
  ).toEqual([{ package: true, gone: 'REMOVED', file: true }])
})
