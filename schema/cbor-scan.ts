import { isUtf8 } from 'node:buffer'

/** What is wrong with a CBOR message, and where. */
export interface CborFault {
  /** The value's path, such as `wheels[0].size`; empty for the message itself. */
  at: string
  /** Offset of the item. */
  byte: number
  message: string
}

export interface CborBounds {
  /** Levels of arrays and maps. */
  depth: number
  /** Values in all, keys included. */
  items: number
}

/**
 * Walks over one CBOR message (RFC 8949) without decoding it and tells the first thing in it that our protocol does not use
 * and that a lenient decoder would let pass: tags, floats, indefinite lengths, duplicate or non-text keys, text that is not
 * UTF-8, integers past 2^53 - 1, too deep or too many values, a truncated message or bytes behind it. Costs one pass and
 * allocates keys only.
 */
export function scanCbor(bytes: Buffer, bounds: CborBounds): CborFault | null {
  const scan = new Scan(bytes, bounds)
  try {
    scan.value('', 0)
    if (scan.offset < bytes.length) scan.fail('', 'there are bytes behind the message')
    return null
  } catch (error) {
    if (error instanceof ScanFault) return error.fault
    throw error
  }
}

class ScanFault extends Error {
  readonly fault: CborFault
  constructor(fault: CborFault) {
    super(fault.message)
    this.fault = fault
  }
}

const UNSIGNED = 0
const NEGATIVE = 1
const TEXT = 3
const ARRAY = 4
const MAP = 5
const SIMPLE = 7
/** false, true, null: the simple values that JSON has too. `undefined` is not one of them. */
const simpleValues: readonly number[] = [20, 21, 22]
const maxKeyBytes = 100

class Scan {
  offset = 0
  #items = 0
  #start = 0
  readonly #bytes: Buffer
  readonly #bounds: CborBounds

  constructor(bytes: Buffer, bounds: CborBounds) {
    this.#bytes = bytes
    this.#bounds = bounds
  }

  fail(at: string, message: string): never {
    throw new ScanFault({ at, byte: this.#start, message })
  }

  value(at: string, depth: number): void {
    const { major, info } = this.#head(at)
    if (major === SIMPLE) {
      if (!simpleValues.includes(info))
        this.fail(at, 'neither a float nor a simple value besides true, false, null is used')
      return
    }
    const argument = this.#argument(at, info)
    if (major === UNSIGNED || major === NEGATIVE) return
    if (major === TEXT) {
      this.#text(at, argument)
    } else if (major === ARRAY || major === MAP) {
      this.#container(at, depth, major, argument)
    } else {
      this.fail(at, major === 2 ? 'byte strings are not used' : 'tags are not used')
    }
  }

  #head(at: string): { major: number; info: number } {
    this.#start = this.offset
    const byte = this.#bytes[this.offset]
    if (byte === undefined) this.fail(at, 'the message ends too early')
    this.offset += 1
    this.#items += 1
    if (this.#items > this.#bounds.items) this.fail(at, `more than ${this.#bounds.items} values`)
    return { major: byte >> 5, info: byte & 0x1f }
  }

  /** The number in or behind an item's head. */
  #argument(at: string, info: number): number {
    if (info < 24) return info
    if (info === 31) this.fail(at, 'indefinite lengths are not used')
    if (info > 27) this.fail(at, 'not CBOR: a reserved length')
    const width = 2 ** (info - 24)
    if (this.offset + width > this.#bytes.length) this.fail(at, 'the message ends too early')
    const high = width === 8 ? this.#bytes.readUInt32BE(this.offset) : 0
    const low = width === 8 ? this.#bytes.readUInt32BE(this.offset + 4) : this.#bytes.readUIntBE(this.offset, width)
    this.offset += width
    const argument = high * 2 ** 32 + low
    if (argument > Number.MAX_SAFE_INTEGER) this.fail(at, 'an integer past 2^53 - 1')
    return argument
  }

  #text(at: string, length: number): string {
    const end = this.offset + length
    if (end > this.#bytes.length) this.fail(at, 'the message ends too early')
    const bytes = this.#bytes.subarray(this.offset, end)
    if (!isUtf8(bytes)) this.fail(at, 'text that is not UTF-8')
    this.offset = end
    return length <= maxKeyBytes ? bytes.toString('utf8') : ''
  }

  #container(at: string, depth: number, major: number, count: number): void {
    if (depth >= this.#bounds.depth) this.fail(at, `nested deeper than ${this.#bounds.depth} levels`)
    if (count > this.#bytes.length - this.offset) this.fail(at, 'the message ends too early')
    const keys = new Set<string>()
    for (let index = 0; index < count; index += 1) {
      const inner = major === ARRAY ? `${at}[${index}]` : this.#key(at, keys)
      this.value(inner, depth + 1)
    }
  }

  /** Reads a map's key. @returns the path of its value */
  #key(at: string, keys: Set<string>): string {
    const { major, info } = this.#head(at)
    if (major !== TEXT) this.fail(at, 'a key that is not text')
    const length = this.#argument(at, info)
    if (length > maxKeyBytes) this.fail(at, `a key longer than ${maxKeyBytes} bytes`)
    const key = this.#text(at, length)
    if (!/^\w+$/.test(key)) this.fail(at, 'a key that is not a name')
    const path = at === '' ? key : `${at}.${key}`
    if (keys.has(key)) this.fail(path, 'the key is there twice')
    keys.add(key)
    return path
  }
}
