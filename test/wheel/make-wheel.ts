import { createHash } from 'node:crypto'
import { makeZip, type ZipEntry, type ZipShape } from './make-zip.ts'

export interface WheelParts {
  /** Files besides the dist-info. */
  files?: readonly ZipEntry[]
  metadata?: string
  wheel?: string
  /** RECORD as text, made from the true one. */
  record?: (truth: string) => string
  /** The folder's name. */
  distInfo?: string
  /** Entries that RECORD does not list. */
  unlisted?: readonly ZipEntry[]
  shape?: ZipShape
}

export const goodMetadata = `Metadata-Version: 2.1
Name: Demo_Pkg
Version: 1.0
Requires-Python: >=3.7
Requires-Dist: colorama; sys_platform == "win32"
Requires-Dist: six (>=1.9)

Name: not a field any more
`

/** The bytes of a wheel `demo_pkg-1.0-py3-none-any.whl`, true in everything unless told otherwise. */
export function makeWheel(parts: WheelParts = {}): Buffer {
  const folder = parts.distInfo ?? 'demo_pkg-1.0.dist-info'
  const files: ZipEntry[] = [
    ...(parts.files ?? [{ name: 'demo_pkg/__init__.py', data: 'x = 1\n', deflate: true }]),
    { name: `${folder}/METADATA`, data: parts.metadata ?? goodMetadata },
    {
      name: `${folder}/WHEEL`,
      data: parts.wheel ?? 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n',
    },
  ]
  const rows = files.filter((file) => !file.name.endsWith('/')).map(recordRow)
  const truth = [...rows, `${folder}/RECORD,,`, ''].join('\n')
  const record = { name: `${folder}/RECORD`, data: parts.record?.(truth) ?? truth }
  return makeZip([...files, ...(parts.unlisted ?? []), record], parts.shape)
}

function recordRow({ name, data }: ZipEntry): string {
  const bytes = Buffer.from(data)
  const path = name.includes(',') ? `"${name}"` : name
  return `${path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`
}
