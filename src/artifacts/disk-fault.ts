import { errorCode, FarmError, NotFoundError } from '../errors.ts'

/** What the operating system says when the disk or the folder, not the data, is at fault. */
const diskCodes = new Set(['ENOENT', 'ENOTDIR', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'])

/** The same error, or a FarmError when the disk refused the work: STORAGE_FULL for want of room, else ARTIFACTS_UNWRITABLE. */
export function asDiskFault(error: unknown): unknown {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new FarmError('STORAGE_FULL', `the artifact folder is full: ${code}`, { cause: error })
  }
  if (code === undefined || !diskCodes.has(code)) return error
  return new FarmError('ARTIFACTS_UNWRITABLE', `the artifact folder cannot be written: ${code}`, { cause: error })
}

/** The same error, or a NotFoundError ARTIFACT_MISSING when there is no such file. */
export function asMissing(error: unknown, sha256: string): unknown {
  if (errorCode(error) !== 'ENOENT') return error
  return new NotFoundError('ARTIFACT_MISSING', `no artifact has the hash ${sha256}`, { cause: error })
}
