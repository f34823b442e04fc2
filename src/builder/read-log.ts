import { open } from 'node:fs/promises'

/** Real causes stand near the end, and early ones (a header missing) near the beginning of a long make. */
const headBytes = 512 * 1024
const tailBytes = 1024 * 1024

/** The log as text, for looking through: all of a short one, the first and last part of a long one. */
export async function readLogEnds(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const read = async (from: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, from)
      return buffer.subarray(0, bytesRead)
    }
    if (size <= headBytes + tailBytes) return (await read(0, size)).toString('utf8')
    const [head, tail] = [await read(0, headBytes), await read(size - tailBytes, tailBytes)]
    return `${head.toString('utf8')}\n${tail.toString('utf8')}`
  } finally {
    await file.close()
  }
}
