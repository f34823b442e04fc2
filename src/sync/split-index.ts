import { UpstreamError } from '../errors.ts'

/** Longest element of the list, or member beside it, in bytes: real ones have 60. */
const MAX_PART = 65_536

/** A part of the document: an element of the list `projects`, or another member, as JSON. */
export type IndexPart = { kind: 'project'; json: string } | { kind: 'member'; json: string }

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [...Buffer.from('"\\,[]{}')]
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Cuts the JSON of `/simple/` into its parts while it comes in, so that it is never held whole: `JSON.parse` judges each part, this
 * only finds where they end. What is cut out is bounded, whatever upstream sends.
 * @throws {UpstreamError} INDEX_INVALID while it is read: it is no object, has a part that is too long, or ends too early
 */
export async function* splitIndex(body: AsyncIterable<Buffer>): AsyncGenerator<IndexPart[]> {
  const cutter = new Cutter()
  for await (const chunk of body) {
    const parts = cutter.push(chunk)
    if (parts.length > 0) yield parts
  }
  cutter.end()
}

class Cutter {
  /** Open brackets; the list's elements stand at 2. */
  #depth = 0
  #begun = false
  #inList = false
  #inString = false
  #escaped = false
  /** What of the part under way came with earlier chunks. */
  #kept: Buffer[] = []
  #keptBytes = 0
  #parts: IndexPart[] = []

  push(chunk: Buffer): IndexPart[] {
    this.#parts = []
    let from = 0
    for (let at = 0; at < chunk.length; at += 1) {
      // Within its bounds.
      const byte = chunk[at] as number
      if (this.#inString) this.#goOnInString(byte)
      else if (byte === QUOTE) this.#inString = true
      else if (this.#isStructure(byte)) from = this.#meet(byte, chunk, from, at)
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(from))
    return this.#parts
  }

  end(): void {
    if (!this.#begun || this.#depth > 0) throw invalid('it ends too early')
  }

  #goOnInString(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
  }

  #isStructure(byte: number): boolean {
    if (this.#depth === 0) return !isSpace(byte)
    return byte === COMMA || byte === OPEN || byte === CLOSE || byte === OPEN_LIST || byte === CLOSE_LIST
  }

  /** @returns where the part under way begins in the chunk */
  #meet(byte: number, chunk: Buffer, from: number, at: number): number {
    const outer = this.#inList ? 2 : 1
    if (this.#depth === 0) {
      if (this.#begun || byte !== OPEN) throw invalid('it is no object')
      this.#begun = true
    }
    const opens = byte === OPEN || byte === OPEN_LIST
    const ends = this.#depth === outer && !opens
    if (ends) this.#cut(chunk.subarray(from, at))
    if (byte === OPEN_LIST && this.#depth === 1 && this.#isList(chunk.subarray(from, at))) {
      this.#depth = 2
      this.#inList = true
      return at + 1
    }
    if (opens) this.#depth += 1
    else if (byte !== COMMA) this.#depth -= 1
    if (this.#depth === 1) this.#inList = false
    return ends || (opens && this.#depth === 1) ? at + 1 : from
  }

  /** Whether what came before the bracket is the list's key; then it is dropped. */
  #isList(last: Buffer): boolean {
    if (this.#keptBytes + last.length > 100) return false
    if (!/^\s*"projects"\s*:\s*$/.test(this.#take(last, false))) return false
    this.#take(last, true)
    return true
  }

  #cut(last: Buffer): void {
    this.#keep(last)
    const json = this.#take(Buffer.alloc(0), true)
    // The end of the list leaves nothing behind it.
    if (json.trim() === '') return
    this.#parts.push(this.#inList ? { kind: 'project', json } : { kind: 'member', json: `{${json}}` })
  }

  #keep(piece: Buffer): void {
    this.#keptBytes += piece.length
    if (this.#keptBytes > MAX_PART) throw invalid('a part of it is too long')
    if (piece.length > 0) this.#kept.push(Buffer.from(piece))
  }

  #take(last: Buffer, drop: boolean): string {
    const text = Buffer.concat([...this.#kept, last]).toString('utf8')
    if (drop) {
      this.#kept = []
      this.#keptBytes = 0
    }
    return text
  }
}

function invalid(why: string): UpstreamError {
  return new UpstreamError('INDEX_INVALID', `the list of all projects cannot be taken: ${why}`)
}
