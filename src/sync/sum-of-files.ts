import type { FileFacts, ReleaseSum } from '../store/package-state.ts'

/**
 * What a release is by its files on the page. Pure. PyPI yanks whole releases and fixes requires-python per release; old ones
 * differ from file to file: then the sdist speaks, since it is what we build.
 * @param files those that are on the page now
 */
export function sumOfFiles(files: readonly FileFacts[]): ReleaseSum {
  const byTime = [...files].sort((a, b) => timeOf(a) - timeOf(b))
  const spokesman = byTime.find((file) => file.kind === 'sdist') ?? byTime[0]
  const yanked = files.length > 0 && files.every((file) => file.yanked)
  return {
    requiresPythonId: spokesman?.requiresPythonId ?? null,
    uploadedAt: byTime[0]?.uploadedAt ?? null,
    hasSdist: files.some((file) => file.kind === 'sdist'),
    yanked,
    yankedReason: yanked ? (files.find((file) => file.yankedReason !== null)?.yankedReason ?? null) : null,
  }
}

/** Files without a time come last. */
function timeOf(file: FileFacts): number {
  return file.uploadedAt?.getTime() ?? Number.MAX_SAFE_INTEGER
}
