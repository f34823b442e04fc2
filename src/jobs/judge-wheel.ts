import { fits, tagSetText, tagSetTextMostBytes } from '../ladder/tags.ts'
import { isLocalVersion, versionKey } from '../ladder/version.ts'
import type { WheelName } from '../ladder/wheel-name.ts'

/** What an attempt was to build. */
export interface Assignment {
  /** PEP 503 name. */
  package: string
  version: string
  platform: string
  /** What the target's interpreter accepts. */
  accepted: ReadonlySet<string>
}

/** What the farm itself read from a wheel; null where it could not be read, with why. */
export type ReadWheel =
  | { filename: string; contents: { name: WheelName; machines: readonly string[] } }
  | { filename: string; contents: null; fault: string }

/** Why wheels are not published. `endsClimb`: every rung above would make the same. */
export interface WheelFault {
  line: string
  endsClimb: boolean
}

/**
 * Judges all wheels of an attempt: each must be of the package and release that were asked for and hold machine code for the
 * target's machine only, and at least one must be installable on the target.
 * @returns the first fault; null if all may be published
 */
export function judgeWheels(wheels: readonly ReadWheel[], assignment: Assignment): WheelFault | null {
  for (const wheel of wheels) {
    const fault = judgeWheel(wheel, assignment)
    if (fault !== null) return fault
  }
  if (wheels.some(({ contents }) => contents !== null && fits(contents.name.tags, assignment.accepted))) return null
  return {
    line: `no wheel fits ${assignment.platform}: ${wheels.map(({ filename }) => filename).join(', ')}`,
    endsClimb: false,
  }
}

function judgeWheel(wheel: ReadWheel, assignment: Assignment): WheelFault | null {
  if (wheel.contents === null) return { line: `${wheel.filename}: ${wheel.fault}`, endsClimb: false }
  const { name, machines } = wheel.contents
  if (name.distribution !== assignment.package) {
    return { line: `${wheel.filename} is of ${name.distribution}, not of ${assignment.package}`, endsClimb: true }
  }
  if (isLocalVersion(name.version) || !isSameVersion(name.version, assignment.version)) {
    return { line: `${wheel.filename} is not of version ${assignment.version}`, endsClimb: true }
  }
  if (tagSetText(name.tags).length > tagSetTextMostBytes) {
    return { line: `${wheel.filename} has ${name.tags.length} tags, more than can be kept`, endsClimb: false }
  }
  const fault = machineFault(name.tags, machines, assignment.platform)
  return fault === null ? null : { line: `${wheel.filename} ${fault}`, endsClimb: false }
}

/** As PEP 440 compares them. A legacy text is no version, so no wheel can have it. */
function isSameVersion(built: string, asked: string): boolean {
  return versionKey(asked) !== null && versionKey(built) === versionKey(asked)
}

/** Platform tags end in the machine's name, as ELF files have it under another one. */
const machineOfSuffix: readonly (readonly [suffix: string, machine: string])[] = [
  ['_x86_64', 'x86_64'],
  ['_i686', 'i386'],
  ['_aarch64', 'aarch64'],
  ['_armv8l', 'arm'],
  ['_armv7l', 'arm'],
  ['_armv6l', 'arm'],
  ['_riscv64', 'riscv'],
  ['_ppc64le', 'ppc64'],
  ['_s390x', 's390'],
  ['_loongarch64', 'loongarch'],
]

/**
 * A wheel for any platform may hold code for other machines, as data, but not for the one it was built on: that was compiled here
 * and would be served everywhere.
 */
function machineFault(tags: readonly string[], machines: readonly string[], platform: string): string | null {
  const own = machineOfSuffix.find(([suffix]) => platform.endsWith(suffix))?.[1]
  if (own === undefined || machines.length === 0) return null
  if (tags.every((tag) => tag.endsWith('-any'))) {
    return machines.includes(own) ? `is for any platform and holds machine code for ${own}` : null
  }
  const foreign = machines.find((machine) => machine !== own)
  return foreign === undefined ? null : `holds machine code for ${foreign}, and ${platform} is ${own}`
}
