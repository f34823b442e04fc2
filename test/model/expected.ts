import { createHash } from 'node:crypto'
import type { VisibleFile, VisibleProject } from '../sync/visible-state.ts'
import { bytesOf, type Mutation } from './mutation.ts'

/*
 * What must be seen in the end, from the program alone. It knows nothing of serials, pages, caches or our tables, and shares no
 * code with the stand-in.
 */

type ExpectedFile = Omit<VisibleFile, 'url' | 'yanked' | 'yankedReason'>

interface ExpectedRelease {
  yanked: boolean
  reason: string | null
  quarantined: boolean
  requiresPython: string | null
  files: Map<string, ExpectedFile>
}

export interface ExpectedProject {
  status: 'active' | 'archived' | 'quarantined'
  displayName: string
  releases: Map<string, ExpectedRelease>
}

export interface ExpectedWorld {
  projects: Map<string, ExpectedProject>
  /** Names of files that were ever given: PyPI gives none twice. */
  used: Set<string>
}

export function emptyExpected(): ExpectedWorld {
  return { projects: new Map(), used: new Set() }
}

/** Takes a mutation that is possible in this world. */
export function expectAfter(world: ExpectedWorld, mutation: Mutation): void {
  const { projects } = world
  const project = projects.get(mutation.project)
  const release = project?.releases.get('version' in mutation && mutation.version !== null ? mutation.version : '')
  switch (mutation.kind) {
    case 'upload':
      expectUpload(world, mutation)
      return
    case 'remove-project':
      projects.delete(mutation.project)
      return
    case 'remove-release':
      project?.releases.delete(mutation.version)
      return
    case 'remove-file':
      for (const each of project?.releases.values() ?? []) each.files.delete(mutation.filename)
      return
    case 'yank':
      if (release) Object.assign(release, { yanked: true, reason: mutation.reason })
      return
    case 'unyank':
      if (release) Object.assign(release, { yanked: false, reason: null })
      return
    case 'quarantine':
    case 'clear':
      expectQuarantine(project, release, mutation)
      return
    case 'archive':
    case 'unarchive':
      if (project) project.status = mutation.kind === 'archive' ? 'archived' : 'active'
      return
    case 'noise':
      return
  }
}

function expectUpload({ projects, used }: ExpectedWorld, upload: Extract<Mutation, { kind: 'upload' }>): void {
  const { filename, version, requiresPython } = upload
  const project = projects.get(upload.project) ?? { status: 'active', displayName: '', releases: new Map() }
  const fresh = { yanked: false, reason: null, quarantined: false, requiresPython, files: new Map() }
  const release: ExpectedRelease = project.releases.get(version) ?? fresh
  const bytes = bytesOf(filename)
  release.files.set(filename, {
    filename,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    requiresPython: release.requiresPython,
    uploadedAt: upload.at,
  })
  project.releases.set(version, release)
  projects.set(upload.project, { ...project, displayName: upload.spelling })
  used.add(filename)
}

function expectQuarantine(
  project: ExpectedProject | undefined,
  release: ExpectedRelease | undefined,
  { kind, version }: Extract<Mutation, { kind: 'quarantine' | 'clear' }>,
): void {
  if (version !== null && release) release.quarantined = kind === 'quarantine'
  if (version === null && project) project.status = kind === 'quarantine' ? 'quarantined' : 'active'
}

/** A project as it must be seen; null when it is not there. Addresses of files are left out: they are the stand-in's choice. */
export function visibleOf(
  project: ExpectedProject | undefined,
): (Omit<VisibleProject, 'files'> & { files: object[] }) | null {
  if (project === undefined) return null
  const shown = [...project.releases].filter(
    ([, release]) => project.status !== 'quarantined' && !release.quarantined && release.files.size > 0,
  )
  const files = shown.flatMap(([, release]) =>
    [...release.files.values()].map((file) => ({ ...file, yanked: release.yanked, yankedReason: release.reason })),
  )
  return {
    status: project.status,
    versions: shown.map(([version]) => version).sort(),
    files: files.sort((a, b) => (a.filename < b.filename ? -1 : 1)),
  }
}
