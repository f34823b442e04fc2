import { assertNever } from '../../src/errors.ts'
import { normaliseName } from '../../src/ladder/names.ts'
import { ownerOfFile, projectOf, releaseOf } from './find.ts'
import { filesOfMany, type ManyReleases, namesOfMany, versionsOfMany } from './many.ts'
import type { Change, Entry, Project, Release, ReleaseMetadata, World } from './model.ts'

const noMetadata: ReleaseMetadata = { requiresPython: null, summary: null, requiresDist: [] }

/** Takes a journal entry into the world: at the moment it happens, and again at every start. */
export function applyEntry(world: World, entry: Entry): void {
  applyChange(world, entry.change)
  for (const row of entry.rows) {
    world.rows.push(row)
    const [name, , , , serial] = row
    world.lastSerial = Math.max(world.lastSerial, serial)
    const project = name === null ? undefined : world.projects.get(normaliseName(name))
    if (project !== undefined) project.lastSerial = Math.max(project.lastSerial, serial)
  }
}

function applyChange(world: World, change: Change): void {
  switch (change.kind) {
    case 'project':
      openProject(world, change.name)
      return
    case 'release':
      openRelease(openProject(world, change.name), change.version, noMetadata)
      return
    case 'file': {
      const release = openRelease(openProject(world, change.name), change.version, change.metadata)
      release.files = [...release.files.filter((file) => file.filename !== change.file.filename), change.file]
      world.uploads.set(change.file.filename, change.file)
      return
    }
    case 'remove-file': {
      const { release } = ownerOfFile(world, change.filename)
      release.files = release.files.filter((file) => file.filename !== change.filename)
      return
    }
    case 'remove-project':
      world.projects.delete(normaliseName(change.name))
      return
    case 'row':
      return
    case 'many':
      addMany(openProject(world, change.name), change)
      return
    case 'many-projects':
      for (const name of namesOfMany(change)) openProject(world, name)
      return
    default:
      applyToExisting(world, change)
  }
}

type FlagChange = Extract<
  Change,
  { kind: 'yank' | 'unyank' | 'remove-release' | 'quarantine' | 'clear-quarantine' | 'archive' | 'unarchive' | 'patch' }
>

function applyToExisting(world: World, change: FlagChange): void {
  switch (change.kind) {
    case 'yank':
      Object.assign(releaseOf(world, change.name, change.version), { yanked: true, yankedReason: change.reason })
      return
    case 'unyank':
      Object.assign(releaseOf(world, change.name, change.version), { yanked: false, yankedReason: null })
      return
    case 'remove-release':
      projectOf(world, change.name).releases.delete(releaseOf(world, change.name, change.version).version)
      return
    case 'quarantine':
    case 'clear-quarantine':
      setQuarantine(world, change.name, change.version, change.kind === 'quarantine')
      return
    case 'patch':
      projectOf(world, change.name).patches.push(change)
      return
    case 'archive':
      projectOf(world, change.name).status = 'archived'
      return
    case 'unarchive':
      projectOf(world, change.name).status = 'active'
      return
    default:
      assertNever(change)
  }
}

function setQuarantine(world: World, name: string, version: string | null, on: boolean): void {
  if (version === null) projectOf(world, name).status = on ? 'quarantined' : 'active'
  else releaseOf(world, name, version).quarantined = on
}

/** An upload under another spelling renames the project, as on PyPI. */
function openProject(world: World, name: string): Project {
  const key = normaliseName(name)
  const project = world.projects.get(key) ?? {
    displayName: name,
    lastSerial: 0,
    status: 'active' as const,
    ...emptyProject(),
  }
  project.displayName = name
  world.projects.set(key, project)
  return project
}

function emptyProject(): Pick<Project, 'releases' | 'patches'> {
  return { releases: new Map(), patches: [] }
}

function addMany(project: Project, change: ManyReleases): void {
  for (const version of versionsOfMany(change)) {
    openRelease(project, version, noMetadata).files = filesOfMany(change, version)
  }
}

/** By exact spelling: `1.0` and `1.0.0` can both be there, as in PyPI's old data, though PyPI would join them today. */
function openRelease(project: Project, version: string, metadata: ReleaseMetadata): Release {
  const known = project.releases.get(version)
  if (known !== undefined) return known
  const release: Release = { version, metadata, yanked: false, yankedReason: null, quarantined: false, files: [] }
  project.releases.set(version, release)
  return release
}
