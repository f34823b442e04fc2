import { UpstreamError } from '../errors.ts'
import { scanXml, type XmlPiece } from './xml-scanner.ts'

/**
 * A value of an XML-RPC answer, in plain JavaScript. Structs are Maps: their keys are a stranger's. A scalar that cannot be
 * read is NaN, which no schema takes for a number or a text: so one bad value spoils its row and not the whole answer.
 */
export type XmlRpcValue = string | number | boolean | null | XmlRpcValue[] | Map<string, XmlRpcValue>

/** What the other side answered: a value, or a fault in the protocol's own words. */
export type XmlRpcAnswer = { kind: 'value'; value: XmlRpcValue } | { kind: 'fault'; code: number; text: string }

/** Deepest nesting of arrays and structs that is read; the changelog needs two. */
const MAX_DEPTH = 8

/** Writes a method call whose parameters are integers. */
export function writeCall(method: string, params: readonly number[]): string {
  const values = params.map((value) => `<param><value><int>${value}</int></value></param>`).join('')
  return `<?xml version="1.0"?>\n<methodCall><methodName>${method}</methodName><params>${values}</params></methodCall>\n`
}

/** Most values of one answer: the changelog's longest page has 50,000 rows of six. */
const MAX_VALUES = 400_000

/**
 * Reads an XML-RPC answer. A document type is refused whatever it declares: no answer has one, and entities are a bomb.
 * @throws {UpstreamError} XML_INVALID when it is no complete, well-formed XML-RPC answer, or nests or holds more than any has
 */
export function readAnswer(xml: string): XmlRpcAnswer {
  try {
    const reader = new Reader(scanXml(xml))
    const answer = reader.answer()
    reader.end()
    return answer
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new UpstreamError('XML_INVALID', `upstream's XML-RPC answer cannot be read: ${cause.message}`, { cause })
  }
}

/** Goes through the pieces once, from left to right, one ahead. */
class Reader {
  readonly #pieces: Iterator<XmlPiece>
  #next: XmlPiece | undefined
  #values = 0

  constructor(pieces: Iterator<XmlPiece>) {
    this.#pieces = pieces
    this.#advance()
  }

  answer(): XmlRpcAnswer {
    return this.#inside('methodResponse', () => {
      if (this.#isOpen('fault')) return readFault(this.#inside('fault', () => this.#value(0)))
      const value = this.#inside('params', () => this.#inside('param', () => this.#value(0)))
      return { kind: 'value', value }
    })
  }

  end(): void {
    this.#skipSpace()
    if (this.#next !== undefined) throw new SyntaxError('something follows the answer')
  }

  /** One typed element, or bare text, which is a string. */
  #value(depth: number): XmlRpcValue {
    this.#values += 1
    if (depth > MAX_DEPTH) throw new SyntaxError('it is nested too deeply')
    if (this.#values > MAX_VALUES) throw new SyntaxError('it holds too many values')
    return this.#inside('value', () => {
      const text = this.#text()
      if (this.#next?.kind !== 'open') return text
      const { name } = this.#next
      return this.#inside(name, () => this.#typed(name, depth))
    })
  }

  #typed(type: string, depth: number): XmlRpcValue {
    switch (type) {
      case 'array':
        return this.#inside('data', () => this.#each('value', () => this.#value(depth + 1)))
      case 'struct':
        return new Map(this.#each('member', () => this.#member(depth)))
      case 'nil':
      case 'ex:nil':
        return null
      default:
        return scalarOf(type, this.#text())
    }
  }

  #member(depth: number): [string, XmlRpcValue] {
    return this.#inside('member', () => [this.#inside('name', () => this.#text()), this.#value(depth + 1)])
  }

  #each<T>(name: string, read: () => T): T[] {
    const all: T[] = []
    while (this.#isOpen(name)) all.push(read())
    return all
  }

  #inside<T>(name: string, read: () => T): T {
    this.#expect('open', name)
    const content = read()
    this.#expect('close', name)
    return content
  }

  #expect(kind: 'open' | 'close', name: string): void {
    this.#skipSpace()
    const next = this.#next
    if (next?.kind !== kind || next.name !== name)
      throw new SyntaxError(`<${kind === 'close' ? '/' : ''}${name}> is missing`)
    this.#advance()
  }

  #isOpen(name: string): boolean {
    this.#skipSpace()
    return this.#next?.kind === 'open' && this.#next.name === name
  }

  #text(): string {
    let text = ''
    for (; this.#next?.kind === 'text'; this.#advance()) text += this.#next.text
    return text
  }

  #skipSpace(): void {
    if (this.#text().trim() !== '') throw new SyntaxError('text stands where an element must')
  }

  #advance(): void {
    const { done, value } = this.#pieces.next()
    this.#next = done === true ? undefined : value
  }
}

function readFault(value: XmlRpcValue): XmlRpcAnswer {
  const code = value instanceof Map ? value.get('faultCode') : null
  const text = value instanceof Map ? value.get('faultString') : null
  if (typeof code !== 'number' || typeof text !== 'string') throw new SyntaxError('the fault has no code and text')
  return { kind: 'fault', code, text }
}

function scalarOf(type: string, text: string): XmlRpcValue {
  switch (type) {
    case 'string':
      return text
    case 'boolean':
      return text.trim() === '1'
    case 'int':
    case 'i4':
    case 'i8':
    case 'ex:i8':
      return integerOf(text)
    default:
      return Number.NaN
  }
}

function integerOf(text: string): number {
  const number = /^\s*[+-]?\d{1,16}\s*$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : Number.NaN
}
