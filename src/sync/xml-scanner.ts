import { SaxesParser } from 'saxes'

/** A piece of an XML document: the beginning or end of an element, or text with its references resolved. */
export type XmlPiece = { kind: 'open' | 'close'; name: string } | { kind: 'text'; text: string }

/** Characters that the parser is given at a time. */
const CHUNK = 64 * 1_024

/**
 * Reads an XML document piece by piece: what it takes of memory is a chunk's pieces, however large and deep the document is.
 * @throws {SyntaxError} for what is no XML, and for a document type, whatever it declares: entities are a bomb
 */
export function* scanXml(xml: string): Generator<XmlPiece> {
  const pieces: XmlPiece[] = []
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('opentag', ({ name }) => pieces.push({ kind: 'open', name }))
  parser.on('closetag', ({ name }) => pieces.push({ kind: 'close', name }))
  parser.on('text', (text) => pieces.push({ kind: 'text', text }))
  parser.on('cdata', (text) => pieces.push({ kind: 'text', text }))
  parser.on('doctype', () => refuse('it has a document type'))
  parser.on('error', ({ message }) => refuse(message))
  for (let at = 0; at < xml.length; at += CHUNK) {
    parser.write(xml.slice(at, at + CHUNK))
    yield* pieces.splice(0)
  }
  parser.close()
  yield* pieces
}

function refuse(why: string): never {
  throw new SyntaxError(why)
}
