import { normaliseName } from './names.ts'

/** What pip can unpack and PyPI holds, the preferred first. Files with other endings (`.tar.Z`, `.exe`) cannot be built. */
const formats = ['tar.gz', 'zip', 'tar.bz2', 'tgz', 'tar.xz', 'tar', 'tbz', 'txz', 'tar.lzma', 'tar.lz', 'tlz'] as const

/**
 * Reads the name of an sdist of a known project. Names and versions may both hold dashes (`foo-1.0-1.tar.gz`,
 * `foo-2-3.tar.gz`), so the project's name decides where the version starts.
 * @returns the version as written, never empty, and the format (`tar.gz`); null if it is no sdist of this project
 */
export function parseSdistName(filename: string, projectName: string): { version: string; format: string } | null {
  const format = sdistFormat(filename)
  if (format === null) return null
  const stem = filename.slice(0, -`.${format}`.length)
  const project = normaliseName(projectName)
  for (let dash = stem.indexOf('-'); dash !== -1; dash = stem.indexOf('-', dash + 1)) {
    if (normaliseName(stem.slice(0, dash)) !== project) continue
    const version = stem.slice(dash + 1)
    return version === '' ? null : { version, format }
  }
  return null
}

/** Which sdist of a release to build: `.tar.gz`, then `.zip`, `.tar.bz2`, others; of two alike the first by name. */
export function chooseSdist<T extends { filename: string }>(files: readonly T[]): T | null {
  const ranked = files
    .map((file) => ({ file, rank: rankOf(file.filename) }))
    .filter(({ rank }) => rank !== -1)
    .sort((a, b) => a.rank - b.rank || (a.file.filename < b.file.filename ? -1 : 1))
  return ranked[0]?.file ?? null
}

/** The longest ending that is a format: `.tar.gz` before `.gz`. */
function sdistFormat(filename: string): (typeof formats)[number] | null {
  const lower = filename.toLowerCase()
  return formats.find((format) => lower.endsWith(`.${format}`)) ?? null
}

function rankOf(filename: string): number {
  const format = sdistFormat(filename)
  return format === null ? -1 : formats.indexOf(format)
}
