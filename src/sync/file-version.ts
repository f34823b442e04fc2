import { InputError } from '../errors.ts'
import { normaliseName } from '../ladder/names.ts'
import { parseSdistName } from '../ladder/sdist.ts'
import { tagSetText, tagSetTextMostBytes } from '../ladder/tags.ts'
import { versionKey } from '../ladder/version.ts'
import { parseWheelName, type WheelName } from '../ladder/wheel-name.ts'

/** The versions that a page lists, found again from the spellings that file names use. */
export class VersionIndex {
  readonly #exact: ReadonlySet<string>
  readonly #loose = new Map<string, string>()

  constructor(versions: readonly string[]) {
    this.#exact = new Set(versions)
    for (const version of versions) {
      for (const key of spellings(version)) if (!this.#loose.has(key)) this.#loose.set(key, version)
    }
  }

  /** The listed version that is written so, or that PEP 440 or file name escaping makes equal; null if none. */
  find(text: string): string | null {
    if (this.#exact.has(text)) return text
    for (const key of spellings(text)) {
      const version = this.#loose.get(key)
      if (version !== undefined) return version
    }
    return null
  }
}

function spellings(version: string): string[] {
  const key = versionKey(version)
  const escaped = `text ${version.toLowerCase().replace(/[-_]+/g, '-')}`
  return key === null ? [escaped] : [`key ${key}`, escaped]
}

/** What a file's name says of it. */
export interface NamedFile {
  version: string
  kind: 'sdist' | 'wheel' | 'other'
  /** Text of a wheel's expanded tags, made by `tagSetText`; null for other files, and for wheels that no pip would take. */
  tags: string | null
}

/**
 * Reads a file's name with the help of the page's project and versions, which alone can tell where a version begins and
 * ends in old names. Null when no listed version fits.
 * @param project in normal form
 */
export function readFileName(filename: string, project: string, versions: VersionIndex): NamedFile | null {
  if (filename.endsWith('.whl')) return readWheel(filename, project, versions)
  const sdist = parseSdistName(filename, project)
  const sdistVersion = sdist === null ? null : versions.find(sdist.version)
  if (sdistVersion !== null) return { version: sdistVersion, kind: 'sdist', tags: null }
  const version = longestVersion(filename, project, versions, ['-', '.'])
  return version === null ? null : { version, kind: 'other', tags: null }
}

/** An old wheel whose version holds a dash reads like one with a build number: no pip takes it for what it is. */
function readWheel(filename: string, project: string, versions: VersionIndex): NamedFile | null {
  const wheel = wheelName(filename, project)
  const named = wheel === null ? null : versions.find(wheel.version)
  if (wheel !== null && named !== null) {
    const tags = tagSetText(wheel.tags)
    return { version: named, kind: 'wheel', tags: tags.length > tagSetTextMostBytes ? null : tags }
  }
  const version = longestVersion(filename, project, versions, ['-'])
  return version === null ? null : { version, kind: 'wheel', tags: null }
}

function wheelName(filename: string, project: string): WheelName | null {
  try {
    const wheel = parseWheelName(filename)
    return wheel.distribution === project ? wheel : null
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/**
 * For `demo-1.0-py2.7.egg`, `demo-1.0.win32.exe`: the longest start of what follows the project's name that is a version.
 * @param ends what may follow the version
 */
function longestVersion(
  filename: string,
  project: string,
  versions: VersionIndex,
  ends: readonly string[],
): string | null {
  for (let dash = filename.indexOf('-'); dash !== -1; dash = filename.indexOf('-', dash + 1)) {
    if (normaliseName(filename.slice(0, dash)) !== project) continue
    const rest = filename.slice(dash + 1)
    for (let end = rest.length; end > 0; end = Math.max(...ends.map((mark) => rest.lastIndexOf(mark, end - 1)))) {
      const version = versions.find(rest.slice(0, end))
      if (version !== null) return version
    }
  }
  return null
}
