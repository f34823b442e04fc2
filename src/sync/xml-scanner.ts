/** A piece of an XML document: the beginning or end of an element, or text with its references resolved. */
export type XmlPiece = { kind: 'open' | 'close'; name: string } | { kind: 'text'; text: string }

/** Longest tag that is read, in characters: XML-RPC knows no attributes. */
const MAX_TAG = 200

/** The five names that XML predefines; no other can be declared, since a document type is refused. */
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const tagText = /^(\/?)([A-Za-z_][\w.:-]*)(\s[^<]*)?(\/?)$/

/**
 * Reads an XML document piece by piece: what it takes of memory is one piece, however large and deep the document is.
 * @throws {SyntaxError} for what is no XML, and for a document type, whatever it declares: entities are a bomb
 */
export function* scanXml(xml: string): Generator<XmlPiece> {
  let at = 0
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const end = indexOrEnd(xml, '<', at)
      yield { kind: 'text', text: resolved(xml.slice(at, end)) }
      at = end
    } else if (xml.startsWith('<!--', at)) at = after(xml, '-->', at + 4)
    else if (xml.startsWith('<?', at)) at = after(xml, '?>', at + 2)
    else if (xml.startsWith('<![CDATA[', at)) {
      const end = after(xml, ']]>', at + 9)
      yield { kind: 'text', text: xml.slice(at + 9, end - 3) }
      at = end
    } else {
      const end = after(xml, '>', at)
      yield* readTag(end - at > MAX_TAG ? '' : xml.slice(at + 1, end - 1))
      at = end
    }
  }
}

function* readTag(text: string): Generator<XmlPiece> {
  const selfClosing = text.endsWith('/')
  const [, slash, name] = tagText.exec(selfClosing ? text.slice(0, -1) : text) ?? []
  if (name === undefined || (slash === '/' && selfClosing)) throw new SyntaxError('what stands there is no tag')
  yield { kind: slash === '/' ? 'close' : 'open', name }
  if (selfClosing) yield { kind: 'close', name }
}

/** A reference that is none, or to no character of XML, is no XML. */
function resolved(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,8})|#x([\da-fA-F]{1,8})|([a-z]{2,4}));|&/g, (_, decimal, hex, name) => {
    if (name !== undefined && named[name] !== undefined) return named[name]
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    if (!(point > 0 && point <= 0x10ffff)) throw new SyntaxError('a reference to no character')
    return String.fromCodePoint(point)
  })
}

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from)
  if (found === -1) throw new SyntaxError(`it ends before ${mark}`)
  return found + mark.length
}

function indexOrEnd(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from)
  return found === -1 ? xml.length : found
}
