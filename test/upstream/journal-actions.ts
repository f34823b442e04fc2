import { assertNever } from '../../src/errors.ts'
import { normaliseName } from '../../src/ladder/names.ts'
import { ownerOfFile, projectOf, releaseOf } from './find.ts'
import { filesOfMany, type ManyReleases, namesOfMany, versionsOfMany } from './many.ts'
import type { Change, World } from './model.ts'

/** A changelog row before it has its time and serial. */
export interface Action {
  name: string | null
  version: string | null
  action: string | null
}

/**
 * The rows that PyPI's journal gets for a change, with the texts that warehouse writes (commit 6b6215712, every
 * `JournalEntry(` site). Uploads carry the uploader's spelling of the name, all else the project's.
 * @throws {NotFoundError} STAND_IN_UNKNOWN when the project, release or file is not there
 */
export function actionsOf(world: World, change: Change): Action[] {
  switch (change.kind) {
    case 'project':
      return creation(world, change.name)
    case 'release':
      return [...creation(world, change.name), ...newRelease(world, change.name, change.version)]
    case 'file':
      return [
        ...creation(world, change.name),
        ...newRelease(world, change.name, change.version),
        row(change.name, change.version, `add ${change.file.pythonVersion} file ${change.file.filename}`),
      ]
    case 'row':
      return Array.from({ length: change.count }, () => row(change.name, change.version, change.action))
    case 'many':
      return [...creation(world, change.name), ...versionsOfMany(change).flatMap((version) => manyOf(change, version))]
    case 'many-projects':
      return namesOfMany(change).flatMap((name) => creation(world, name))
    case 'archive':
    case 'unarchive':
    case 'patch':
      projectOf(world, change.name)
      return []
    default:
      return [actionOnExisting(world, change)]
  }
}

type ChangeOfExisting = Extract<
  Change,
  {
    kind: 'yank' | 'unyank' | 'remove-file' | 'remove-release' | 'remove-project' | 'quarantine' | 'clear-quarantine'
  }
>

function actionOnExisting(world: World, change: ChangeOfExisting): Action {
  switch (change.kind) {
    case 'yank':
      return onRelease(world, change.name, change.version, 'yank release')
    case 'unyank':
      return onRelease(world, change.name, change.version, 'unyank release')
    case 'remove-file': {
      const { project, release } = ownerOfFile(world, change.filename)
      return row(project.displayName, release.version, `remove file ${change.filename}`)
    }
    case 'remove-release':
      return onRelease(world, change.name, change.version, 'remove release')
    case 'remove-project':
      return onProject(world, change.name, 'remove project')
    case 'quarantine':
      return change.version === null
        ? onProject(world, change.name, 'project quarantined')
        : onRelease(world, change.name, change.version, 'release quarantined')
    case 'clear-quarantine':
      return change.version === null
        ? onProject(world, change.name, 'project quarantine cleared')
        : onRelease(world, change.name, change.version, 'release quarantine cleared')
    default:
      return assertNever(change)
  }
}

function row(name: string | null, version: string | null, action: string | null): Action {
  return { name, version, action }
}

function creation(world: World, name: string): Action[] {
  if (world.projects.has(normaliseName(name))) return []
  return [row(name, null, 'create'), row(name, null, 'add Owner stand-in')]
}

function newRelease(world: World, name: string, version: string): Action[] {
  const known = world.projects.get(normaliseName(name))?.releases.has(version) === true
  return known ? [] : [row(name, version, 'new release')]
}

function manyOf(change: ManyReleases, version: string): Action[] {
  const files = filesOfMany(change, version)
  return [
    row(change.name, version, 'new release'),
    ...files.map((file) => row(change.name, version, `add ${file.pythonVersion} file ${file.filename}`)),
  ]
}

function onProject(world: World, name: string, action: string): Action {
  return row(projectOf(world, name).displayName, null, action)
}

function onRelease(world: World, name: string, version: string, action: string): Action {
  const release = releaseOf(world, name, version)
  return row(projectOf(world, name).displayName, release.version, action)
}
