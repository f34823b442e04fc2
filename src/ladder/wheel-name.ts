import { InputError } from '../errors.ts'
import { normaliseName } from './names.ts'
import { expandTags } from './tags.ts'
import { parseVersion } from './version.ts'

/** What the file name of a wheel says (PEP 427). */
export interface WheelName {
  /** In PEP 503 normal form. */
  distribution: string
  /** As written in the name; always a PEP 440 version. */
  version: string
  buildTag: string | null
  /** Expanded, sorted. */
  tags: string[]
}

/** A file system's bound on names. */
const maxLength = 255
/** Real wheels have fewer than 20; a name of 255 characters could expand to 60,000. */
const maxTags = 2_000

const grammar =
  /^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-(?<version>[A-Za-z0-9.!+_]+)(?:-(?<build>[0-9]{1,9}(?![0-9])[A-Za-z0-9._]*))?-(?<tags>[^-]+-[^-]+-[^-]+)\.whl$/
const tagGrammar = /^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*$/

/**
 * Reads the file name of a wheel as packaging's `parse_wheel_filename` does. Stricter where that one is lax: ASCII only, a
 * name that begins and ends with a letter or digit, no empty tag, build numbers below 10^9, at most 255 characters.
 * @throws {InputError} WHEEL_NAME
 */
export function parseWheelName(filename: string): WheelName {
  const { name, version, buildTag, tagParts } = split(filename)
  const tags = tagParts.map((part) => part.split('.').length).reduce((product, count) => product * count, 1)
  if (tags > maxTags) throw notAWheelName(filename, `it has ${tags} tags`)
  const [python, abi, platform] = tagParts
  return { distribution: normaliseName(name), version, buildTag, tags: expandTags(python, abi, platform) }
}

/**
 * The same name with build tag `n` in place of the one it had, if any. A build tag makes a rebuilt wheel outrank the one
 * before it (PEP 427), under a name that was never used.
 * @param n whole, 1 or more
 * @throws {InputError} WHEEL_NAME
 */
export function withBuildTag(filename: string, n: number): string {
  const { name, version, tagParts } = split(filename)
  return `${[name, version, n, ...tagParts].join('-')}.whl`
}

/** The number that a build tag starts with, by which wheels of a release are ranked; 0 for none. */
export function buildTagNumber(tag: string | null): number {
  return tag === null ? 0 : Number.parseInt(tag, 10)
}

interface Split {
  name: string
  version: string
  buildTag: string | null
  tagParts: [python: string, abi: string, platform: string]
}

function split(filename: string): Split {
  if (filename.length > maxLength) throw notAWheelName(filename.slice(0, maxLength), 'it is too long')
  const parts = grammar.exec(filename)?.groups
  if (parts?.name === undefined || parts.version === undefined || parts.tags === undefined) {
    throw notAWheelName(filename, 'it is not NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM.whl')
  }
  const { name, version, build, tags } = parts
  if (name.includes('__')) throw notAWheelName(filename, 'two underscores in a row in the project name')
  if (parseVersion(version) === null) throw notAWheelName(filename, 'the version is none')
  const [python, abi, platform] = tags.split('-')
  if (python === undefined || abi === undefined || platform === undefined)
    throw notAWheelName(filename, 'a tag is missing')
  const tagParts: Split['tagParts'] = [python, abi, platform]
  if (!tagParts.every((part) => tagGrammar.test(part))) throw notAWheelName(filename, 'a tag is malformed')
  return { name, version, buildTag: build ?? null, tagParts }
}

function notAWheelName(filename: string, why: string): InputError {
  return new InputError('WHEEL_NAME', `${JSON.stringify(filename)} is not the name of a wheel: ${why}`)
}
