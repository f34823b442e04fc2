import { buildTagNumber, parseWheelName, withBuildTag } from '../ladder/wheel-name.ts'

/** A name that was given to a wheel before. */
export interface GivenName {
  filename: string
  buildTag: string | null
  /** Given to the same build: the wheel to come is a rebuild. */
  ofThisBuild: boolean
}

/**
 * The name under which a wheel is published: the one it was built under, unless that was ever given to other bytes or the build has
 * published before. Then it gets the next build tag, so that installers prefer the newer wheel (PEP 427).
 */
export function publicName(builtName: string, given: readonly GivenName[]): string {
  const family = familyOf(builtName)
  const rivals = given.filter(({ filename, ofThisBuild }) => ofThisBuild || familyOf(filename) === family)
  const isTaken = rivals.some(
    ({ filename, ofThisBuild }) => ofThisBuild || filename.toLowerCase() === builtName.toLowerCase(),
  )
  if (!isTaken) return builtName
  const tags = [buildTagOf(builtName), ...rivals.map(({ buildTag }) => buildTag)]
  return withBuildTag(builtName, Math.max(...tags.map(buildTagNumber)) + 1)
}

/** The build tag in a wheel's name. */
export const buildTagOf = (filename: string): string | null => parseWheelName(filename).buildTag

/** What is left of a name without its build tag; letter case does not tell two files apart. */
function familyOf(filename: string): string {
  return withBuildTag(filename, 1).toLowerCase()
}
