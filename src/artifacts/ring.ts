/** A part of a run of bytes: bytes `from` up to but not including `to` stand at `at` in the ring. */
export interface RingSpan {
  at: number
  from: number
  to: number
}

/**
 * Where `length` bytes that begin at `position` of an endless stream stand in a ring of `capacity` bytes: in one or two
 * parts, in order; none when there are no bytes.
 * @param length at most `capacity`
 */
export function ringSpans(position: number, length: number, capacity: number): RingSpan[] {
  if (length === 0) return []
  const at = position % capacity
  const first = Math.min(length, capacity - at)
  const spans = [{ at, from: 0, to: first }]
  return first === length ? spans : [...spans, { at: 0, from: first, to: length }]
}
