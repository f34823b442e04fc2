import { constants, gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'

/** Of every file in an archive: the same sources give the same bytes. */
export const archiveTime = new Date('2020-01-01T00:00:00Z')

/**
 * Makes a `.tar.gz` with one folder in it.
 * @param stem name and version, the folder's name
 * @param sources contents by path below the folder
 */
export async function makeSdist(stem: string, sources: ReadonlyMap<string, string>): Promise<Buffer> {
  const entries = [...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => fileEntry(stem, path, text))
  const tar = await packTar(entries)
  return gzipSync(tar, { level: constants.Z_BEST_COMPRESSION })
}

function fileEntry(stem: string, path: string, text: string) {
  const body = Buffer.from(text)
  return {
    header: { name: `${stem}/${path}`, size: body.length, type: 'file' as const, mode: 0o644, mtime: archiveTime },
    body,
  }
}
