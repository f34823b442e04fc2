import { InvalidArgumentError } from 'commander'

/** Reads an option that is a count, a port or a status. @throws {InvalidArgumentError} with the reason, for commander */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('not a whole number')
  return Number(text)
}
