import { deflateRawSync } from 'node:zlib'

/** One entry of a zip that a test makes by hand; every field but name and data lets it lie. */
export interface ZipEntry {
  name: string
  data: Buffer | string
  deflate?: boolean
  /** The name in the header before the file, when it is another. */
  localName?: string
  /** Sizes and method as told, when they are not true. */
  toldSize?: number
  method?: number
  flags?: number
  /** Unix mode with the kind of file: 0o120777 is a symbolic link. */
  mode?: number
  extra?: Buffer
  /** Lies where the first entry lies: two names for the same bytes. */
  atStart?: boolean
}

export interface ZipShape {
  before?: Buffer
  between?: Buffer
  /** Between the last file and the directory. */
  beforeDirectory?: Buffer
  comment?: string
}

/** A zip file of these entries, well-formed unless told otherwise. */
export function makeZip(entries: readonly ZipEntry[], shape: ZipShape = {}): Buffer {
  const parts: Buffer[] = [shape.before ?? Buffer.alloc(0)]
  const directory: Buffer[] = []
  const start = parts[0]?.length ?? 0
  const size = (): number => parts.reduce((sum, part) => sum + part.length, 0)
  for (const [index, entry] of entries.entries()) {
    const offset = entry.atStart === true ? start : size()
    if (entry.atStart !== true) parts.push(localPart(entry))
    directory.push(directoryPart(entry, offset))
    if (shape.between !== undefined && index === 0) parts.push(shape.between)
  }
  if (shape.beforeDirectory !== undefined) parts.push(shape.beforeDirectory)
  const offset = size()
  const listed = Buffer.concat(directory)
  return Buffer.concat([...parts, listed, endPart(entries.length, listed.length, offset, shape.comment ?? '')])
}

const packed = (entry: ZipEntry): Buffer =>
  entry.deflate === true ? deflateRawSync(Buffer.from(entry.data)) : Buffer.from(entry.data)

/** The fields that both headers share, from "version needed" to "extra length". */
function sharedPart(entry: ZipEntry, name: string): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(entry.flags ?? 0, 2)
  fields.writeUInt16LE(entry.method ?? (entry.deflate === true ? 8 : 0), 4)
  fields.writeUInt32LE(packed(entry).length, 14)
  fields.writeUInt32LE(entry.toldSize ?? Buffer.from(entry.data).length, 18)
  fields.writeUInt16LE(Buffer.byteLength(name), 22)
  fields.writeUInt16LE(entry.extra?.length ?? 0, 24)
  return fields
}

function localPart(entry: ZipEntry): Buffer {
  const name = entry.localName ?? entry.name
  const extra = entry.extra ?? Buffer.alloc(0)
  return Buffer.concat([Buffer.from('PK\x03\x04'), sharedPart(entry, name), Buffer.from(name), extra, packed(entry)])
}

function directoryPart(entry: ZipEntry, offset: number): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  const madeBy = Buffer.from([20, 3])
  const extra = entry.extra ?? Buffer.alloc(0)
  const head = Buffer.from('PK\x01\x02')
  return Buffer.concat([head, madeBy, sharedPart(entry, entry.name), rest, Buffer.from(entry.name), extra])
}

function endPart(count: number, size: number, offset: number, comment: string): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([end, Buffer.from(comment)])
}
