import { InputError } from '../errors.ts'

/** The types that have ids. */
export const nodeTypes = ['Package', 'Release', 'Target', 'Builder', 'Build', 'Attempt', 'Wheel'] as const
export type NodeType = (typeof nodeTypes)[number]

/** An opaque, typed id: the type and the row's number, so that no id of one type is taken for another's. */
export function encodeId(type: NodeType, row: number): string {
  return Buffer.from(`${type}:${row}`).toString('base64url')
}

/**
 * Reads an id that some `id` field gave out.
 * @throws {InputError} ID_INVALID
 */
export function decodeId(id: string): { type: NodeType; row: number } {
  const [, name, digits] =
    /^([A-Za-z]{1,20}):([1-9]\d{0,14})$/.exec(Buffer.from(id, 'base64url').toString('latin1')) ?? []
  const type = nodeTypes.find((known) => known === name)
  if (type === undefined || encodeId(type, Number(digits)) !== id) {
    throw new InputError('ID_INVALID', 'this is no id of this API: hand ids back as they were given', { at: 'id' })
  }
  return { type, row: Number(digits) }
}

/** @throws {InputError} ID_INVALID when the id is malformed or of another type */
export function decodeIdOf(type: NodeType, id: string): number {
  const found = decodeId(id)
  if (found.type !== type) throw new InputError('ID_INVALID', `this is the id of a ${found.type}, not of a ${type}`)
  return found.row
}
