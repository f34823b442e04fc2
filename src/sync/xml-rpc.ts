import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { UpstreamError } from '../errors.ts'

/**
 * A value of an XML-RPC answer, in plain JavaScript. Structs are Maps: their keys are a stranger's. A scalar that cannot be
 * read is NaN, which no schema takes for a number or a text: so one bad value spoils its row and not the whole answer.
 */
export type XmlRpcValue = string | number | boolean | null | XmlRpcValue[] | Map<string, XmlRpcValue>

/** What the other side answered: a value, or a fault in the protocol's own words. */
export type XmlRpcAnswer = { kind: 'value'; value: XmlRpcValue } | { kind: 'fault'; code: number; text: string }

/** Node of fast-xml-parser's ordered output: one key, the tag or `#text`, whose value is children or text. */
type Node = { readonly [tag: string]: unknown }

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  // Numeric character references are decoded with the named ones; only the predefined names are known to the parser.
  htmlEntities: true,
})

/** Deepest nesting of arrays and structs that is read; the changelog needs two. */
const MAX_DEPTH = 8

/** Writes a method call whose parameters are integers. */
export function writeCall(method: string, params: readonly number[]): string {
  const values = params.map((value) => `<param><value><int>${value}</int></value></param>`).join('')
  return `<?xml version="1.0"?>\n<methodCall><methodName>${method}</methodName><params>${values}</params></methodCall>\n`
}

/**
 * Reads an XML-RPC answer. A document type is refused whatever it declares: no answer has one, and entities are a bomb.
 * @throws {UpstreamError} XML_INVALID when it is no complete, well-formed XML-RPC answer
 */
export function readAnswer(xml: string): XmlRpcAnswer {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw invalid('it declares a document type or entities')
  const verdict = XMLValidator.validate(xml)
  if (verdict !== true) throw invalid(`line ${verdict.err.line}: ${verdict.err.msg}`)
  const response = onlyChild(parse(xml), 'methodResponse')
  const fault = response.find((node) => 'fault' in node)
  if (fault) return readFault(readValue(onlyChild(elements(fault.fault), 'value'), 0))
  const param = onlyChild(onlyChild(response, 'params'), 'param')
  return { kind: 'value', value: readValue(onlyChild(param, 'value'), 0) }
}

function parse(xml: string): Node[] {
  try {
    return elements(parser.parse(xml))
  } catch (cause) {
    throw invalid('the parser refuses it', cause)
  }
}

function readFault(value: XmlRpcValue): XmlRpcAnswer {
  const code = value instanceof Map ? value.get('faultCode') : null
  const text = value instanceof Map ? value.get('faultString') : null
  if (typeof code !== 'number' || typeof text !== 'string') throw invalid('the fault has no code and text')
  return { kind: 'fault', code, text }
}

/** Reads the inside of a `<value>`: one typed element, or bare text, which is a string. */
function readValue(content: readonly Node[], depth: number): XmlRpcValue {
  if (depth > MAX_DEPTH) throw invalid('it is nested too deeply')
  const typed = content.filter((node) => !('#text' in node))
  const [element] = typed
  if (element === undefined) return textOf(content)
  if (typed.length > 1) throw invalid('a value holds two elements')
  const [tag = '', inside] = Object.entries(element)[0] ?? []
  return typedValue(tag, elements(inside), depth)
}

function typedValue(tag: string, inside: readonly Node[], depth: number): XmlRpcValue {
  switch (tag) {
    case 'nil':
    case 'ex:nil':
      return null
    case 'string':
      return textOf(inside)
    case 'int':
    case 'i4':
    case 'i8':
    case 'ex:i8':
      return integerOf(textOf(inside))
    case 'boolean':
      return textOf(inside).trim() === '1'
    case 'array':
      return onlyChild(inside, 'data').flatMap((node) =>
        'value' in node ? [readValue(elements(node.value), depth + 1)] : [],
      )
    case 'struct':
      return structOf(inside, depth)
    default:
      return Number.NaN
  }
}

function structOf(inside: readonly Node[], depth: number): Map<string, XmlRpcValue> {
  const members = new Map<string, XmlRpcValue>()
  for (const node of inside) {
    if (!('member' in node)) continue
    const member = elements(node.member)
    members.set(textOf(onlyChild(member, 'name')), readValue(onlyChild(member, 'value'), depth + 1))
  }
  return members
}

function integerOf(text: string): number {
  const number = /^\s*[+-]?\d{1,16}\s*$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : Number.NaN
}

function textOf(content: readonly Node[]): string {
  return content.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join('')
}

function onlyChild(content: readonly Node[], tag: string): Node[] {
  const found = content.filter((node) => tag in node)
  const [only] = found
  if (only === undefined || found.length > 1) throw invalid(`there must be exactly one <${tag}>`)
  return elements(only[tag])
}

function elements(content: unknown): Node[] {
  return Array.isArray(content) ? content.filter((node) => typeof node === 'object' && node !== null) : []
}

function invalid(why: string, cause?: unknown): UpstreamError {
  return new UpstreamError('XML_INVALID', `upstream's XML-RPC answer cannot be read: ${why}`, { cause })
}
