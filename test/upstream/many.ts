import { createHash } from 'node:crypto'
import type { Change, StoredFile } from './model.ts'

export type ManyReleases = Extract<Change, { kind: 'many' }>

/** Every file was uploaded then: what is made twice is the same. */
const uploadedAt = '2020-01-01T00:00:00.000Z'

/** 0.0, 0.1, … 0.9, 1.0, … */
export function versionsOfMany({ releases }: ManyReleases): string[] {
  return Array.from({ length: releases }, (_, at) => `${Math.floor(at / 10)}.${at % 10}`)
}

export function namesOfMany({ prefix, count }: Extract<Change, { kind: 'many-projects' }>): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${at}`)
}

/** The sdist and the wheels of one of them; hashes are those of the file's name. */
export function filesOfMany({ name, wheels }: ManyReleases, version: string): StoredFile[] {
  const stem = `${name.toLowerCase().replace(/[-_.]+/g, '_')}-${version}`
  const platforms = ['linux_armv6l', 'linux_armv7l', 'manylinux_2_17_aarch64']
  const wheelNames = Array.from({ length: wheels }, (_, at) => {
    const python = `cp3${6 + Math.floor(at / platforms.length)}`
    return { filename: `${stem}-${python}-${python}-${platforms[at % platforms.length]}.whl`, pythonVersion: python }
  })
  return [
    file(`${stem}.tar.gz`, 'sdist', 'source'),
    ...wheelNames.map(({ filename, pythonVersion }) => file(filename, 'bdist_wheel', pythonVersion)),
  ]
}

function file(filename: string, packagetype: string, pythonVersion: string): StoredFile {
  const sha256 = createHash('sha256').update(filename).digest('hex')
  return {
    filename,
    packagetype,
    pythonVersion,
    size: filename.length,
    md5: sha256.slice(0, 32),
    sha256,
    blake2b256: sha256,
    metadataSha256: null,
    uploadedAt,
  }
}
