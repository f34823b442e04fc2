import { open } from 'node:fs/promises'

/** Real causes stand near the end, and early ones (a header missing) near the beginning of a long make. */
const headBytes = 512 * 1024
const tailBytes = 1024 * 1024

/** The log from a place on as text, for looking through: all of a short one, the first and last part of a long one. */
export async function readLogEnds(path: string, from = 0): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const read = async (at: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    if (size - from <= headBytes + tailBytes) return (await read(from, Math.max(0, size - from))).toString('utf8')
    const [head, tail] = [await read(from, headBytes), await read(size - tailBytes, tailBytes)]
    return `${head.toString('utf8')}\n${tail.toString('utf8')}`
  } finally {
    await file.close()
  }
}
