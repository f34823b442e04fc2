import { ConflictError, NotFoundError } from '../../src/errors.ts'
import { normaliseName } from '../../src/ladder/names.ts'
import { versionKey } from '../../src/ladder/version.ts'
import type { Project, Release, World } from './model.ts'

/** @throws {NotFoundError} STAND_IN_UNKNOWN */
export function projectOf(world: World, name: string): Project {
  const project = world.projects.get(normaliseName(name))
  if (project === undefined) throw new NotFoundError('STAND_IN_UNKNOWN', `no project ${name}`)
  return project
}

/** @throws {NotFoundError} STAND_IN_UNKNOWN */
export function releaseOf(world: World, name: string, version: string): Release {
  const release = findRelease(projectOf(world, name), version)
  if (release === null) throw new NotFoundError('STAND_IN_UNKNOWN', `no release ${name} ${version}`)
  return release
}

/** The release of this very spelling, or the only one of an equal version (`1.0` finds `1.0.0`). */
export function findRelease(project: Project, version: string): Release | null {
  const exact = project.releases.get(version)
  if (exact !== undefined) return exact
  const key = versionKey(version)
  if (key === null) return null
  const equal = [...project.releases.values()].filter((release) => versionKey(release.version) === key)
  return equal.length === 1 ? (equal[0] ?? null) : null
}

/** @throws {NotFoundError} STAND_IN_UNKNOWN when no project has this file now */
export function ownerOfFile(world: World, filename: string): { project: Project; release: Release } {
  for (const project of world.projects.values()) {
    for (const release of project.releases.values()) {
      if (release.files.some((file) => file.filename === filename)) return { project, release }
    }
  }
  throw new NotFoundError('STAND_IN_UNKNOWN', `no file ${filename}`)
}

/**
 * PyPI refuses a file name that was ever used, even after its removal.
 * @throws {ConflictError} STAND_IN_NAME_USED
 */
export function refuseUsedFilename(world: World, filename: string): void {
  if (world.uploads.has(filename)) throw new ConflictError('STAND_IN_NAME_USED', `${filename} was uploaded before`)
}
