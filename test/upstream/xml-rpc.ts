import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

/** An answer that is an error: HTTP 200 all the same. */
export class RpcFault extends Error {
  readonly faultCode: number

  constructor(faultCode: number, message: string) {
    super(message)
    this.faultCode = faultCode
  }
}

/** A value that XML-RPC can carry, as far as PyPI uses it. */
export type RpcValue = null | number | string | boolean | readonly RpcValue[] | ReadonlyMap<string, RpcValue>

export interface RpcCall {
  method: string
  params: RpcValue[]
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'param' })

const Value = z.union([
  z.string(),
  z.object({ int: z.string().regex(/^\s*-?\d{1,15}\s*$/) }).transform(({ int }) => Number(int)),
  z.object({ i4: z.string().regex(/^\s*-?\d{1,15}\s*$/) }).transform(({ i4 }) => Number(i4)),
  z.object({ i8: z.string().regex(/^\s*-?\d{1,15}\s*$/) }).transform(({ i8 }) => Number(i8)),
  z.object({ boolean: z.enum(['0', '1']) }).transform(({ boolean }) => boolean === '1'),
  z.object({ string: z.string() }).transform(({ string }) => string),
  z.object({ nil: z.literal('') }).transform(() => null),
])

const Param = z.object({ value: Value }).transform(({ value }) => value)
const MethodCall = z.object({
  methodCall: z.object({
    methodName: z.string(),
    params: z.union([z.object({ param: z.array(Param).default([]) }), z.literal('')]).optional(),
  }),
})

/**
 * Reads a method call; scalars only, which is all that PyPI's methods take.
 * @throws {RpcFault} -32700 for what is no such call; a DOCTYPE is refused, so no entity of its own can be there
 */
export function parseCall(body: string): RpcCall {
  if (/<!DOCTYPE/i.test(body) || XMLValidator.validate(body) !== true) throw notWellFormed()
  const parsed = MethodCall.safeParse(parser.parse(body))
  if (!parsed.success) throw notWellFormed()
  const { methodName, params } = parsed.data.methodCall
  return { method: methodName.trim(), params: typeof params === 'object' ? params.param : [] }
}

function notWellFormed(): RpcFault {
  return new RpcFault(-32700, 'parse error; not well formed')
}

export function renderResponse(value: RpcValue): string {
  return `${prolog}<methodResponse>\n<params>\n<param>\n${renderValue(value)}</param>\n</params>\n</methodResponse>\n`
}

export function renderFault(fault: RpcFault): string {
  const struct = new Map<string, RpcValue>([
    ['faultCode', fault.faultCode],
    ['faultString', fault.message],
  ])
  return `${prolog}<methodResponse>\n<fault>\n${renderValue(struct)}</fault>\n</methodResponse>\n`
}

const prolog = "<?xml version='1.0'?>\n"

function renderValue(value: RpcValue): string {
  if (value === null) return '<value><nil/></value>\n'
  if (typeof value === 'number') return renderNumber(value)
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`
  if (typeof value === 'string') return `<value><string>${escapeXml(value)}</string></value>\n`
  if (value instanceof Map) return renderStruct(value)
  // Array.isArray and instanceof do not narrow readonly unions; only the array is left here.
  const items = (value as readonly RpcValue[]).map(renderValue)
  return `<value><array><data>\n${items.join('')}</data></array></value>\n`
}

/** A serial beyond 32 bits no longer fits an `<int>`. */
function renderNumber(value: number): string {
  const type = Math.abs(value) < 2 ** 31 ? 'int' : 'i8'
  return `<value><${type}>${value}</${type}></value>\n`
}

function renderStruct(members: ReadonlyMap<string, RpcValue>): string {
  const rendered = [...members].map(
    ([name, value]) => `<member>\n<name>${escapeXml(name)}</name>\n${renderValue(value)}</member>\n`,
  )
  return `<value><struct>\n${rendered.join('')}</struct></value>\n`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
