import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BuildId, TargetId } from '../../schema/ids.ts'
import { AccessError } from '../errors.ts'

/** What a work order entitles to: this try of this build on this target, from the sdist with this hash. */
export interface WorkOrder {
  build: BuildId
  try: number
  target: TargetId
  sdistSha256: string
}

const ORDER = /^w1\.(\d{1,15})\.(\d{1,9})\.(\d{1,15})\.([0-9a-f]{64})\.([A-Za-z0-9_-]{43})$/

/** Signs an order with the farm's secret, so that a forged or altered job can start nothing. */
export function signOrder(secret: Buffer, order: WorkOrder): string {
  const text = `w1.${order.build}.${order.try}.${order.target}.${order.sdistSha256}`
  return `${text}.${macOf(secret, text)}`
}

/** @throws {AccessError} ORDER_INVALID unless the farm itself signed exactly this order */
export function verifyOrder(secret: Buffer, text: string): WorkOrder {
  const parts = ORDER.exec(text)
  const [, build, tryNumber, target, sdistSha256, mac] = parts ?? []
  if (sdistSha256 === undefined || mac === undefined || !sameText(mac, macOf(secret, text.slice(0, -mac.length - 1)))) {
    throw new AccessError('ORDER_INVALID', 'this work order is not from this farm')
  }
  // The numbers are what the farm itself wrote: the brands are as true as the signature.
  return { build: Number(build) as BuildId, try: Number(tryNumber), target: Number(target) as TargetId, sdistSha256 }
}

function macOf(secret: Buffer, text: string): string {
  return createHmac('sha256', secret).update(`wheelyard work order\n${text}`).digest('base64url')
}

/** Compares without telling by its time how much was right. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
