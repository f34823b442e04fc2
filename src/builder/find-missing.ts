import { basename } from 'node:path/posix'
import { type Report, reportBounds } from '../../schema/report.ts'
import type { FailureKind, MissingKind } from '../ladder/words.ts'
import { plainLine } from '../plain-text.ts'

/** What a build lacks, by the name that its log gives it. */
export type Missing = NonNullable<NonNullable<Report['failure']>['missing']>

interface MissingRule {
  what: MissingKind
  /** The name is the first group that matched. */
  pattern: RegExp
  /** Makes of what is written there the name by which people know it. */
  name?: (written: string) => string
}

const ofFlag = (written: string): string => `lib${written}`
const compilers: Readonly<Record<string, string>> = { C: 'cc', CXX: 'c++', Fortran: 'gfortran', CUDA: 'nvcc' }

/** Held against the log from the place on that told the failure's kind; of several rules that match, the one furthest up wins. */
const headers: readonly MissingRule[] = [
  {
    what: 'HEADER',
    pattern: /fatal error: (.{1,200}?): No such file or directory|fatal error: '([^']+)' file not found/,
  },
]

const libraries: readonly MissingRule[] = [
  {
    what: 'LIBRARY',
    pattern: /cannot find -l([^\s:]+)|library not found for -l([^\s:]+)|ld: library '([^']+)' not found/,
    name: ofFlag,
  },
  {
    what: 'LIBRARY',
    pattern:
      /Package '?([\w.+-]{1,100}?)'?,? (?:was not found|required by )|No package '([^']+)' found|could not be found for ([\w.+-]+)|(lib[\w.+-]{1,100}\.so[\w.]{0,20}): cannot open/,
  },
]

const tools: readonly MissingRule[] = [
  {
    what: 'TOOL',
    pattern:
      /command '([^']+)' failed: No such file|unable to execute '([^']+)'|No such file or directory: '([^']+)'|((?:pg|mysql|xml2|curl|freetype|gdal|llvm)[-_]config)\b|([\w.+-]{1,60}): (?:command )?not found|Unknown compiler\(s\): \[\['([^']+)'/,
    name: (written) => basename(written),
  },
  { what: 'TOOL', pattern: /No CMAKE_(\w+?)_COMPILER/, name: (written) => compilers[written] ?? `${written} compiler` },
  { what: 'TOOL', pattern: /no acceptable (C) compiler/, name: () => 'cc' },
]

const requirements: readonly MissingRule[] = [
  {
    what: 'REQUIREMENT',
    pattern:
      /satisfies the requirement (.{1,200}?)(?: \(from versions|$)|No matching distribution found for (.{1,200})|are missing: '?([^',]+)|No module named '?([\w.]+)|Cannot import '([\w.]+)'/m,
  },
]

const rust: readonly MissingRule[] = [
  { what: 'TOOL', pattern: /find (Rust compiler)|requires? (rustc) [\d.]/, name: () => 'rustc' },
  { what: 'TOOL', pattern: /(Cargo), the Rust package manager, is not/, name: () => 'cargo' },
]

const cmake: readonly MissingRule[] = [
  {
    what: 'TOOL',
    pattern:
      /(CMake) must be installed|(CMake) [\d.]+ or higher is required|[Cc]ould not find (?:the )?['"]?([Cc][Mm]ake)\b|(cmake): (?:command )?not found|No such file or directory: '(?:\S*\/)?(cmake)'/,
    name: () => 'cmake',
  },
  {
    what: 'LIBRARY',
    pattern:
      /Could NOT find (\w+)|configuration file provided by\s+"([\w.+-]+)"|required packages were not found:\s+- ([\w.+-]+)/,
  },
]

const rulesOf: Partial<Record<FailureKind, readonly MissingRule[]>> = {
  MISSING_HEADER: headers,
  MISSING_LIBRARY: libraries,
  MISSING_TOOL: tools,
  BUILD_REQUIREMENT: requirements,
  RUST: rust,
  CMAKE: cmake,
}

/**
 * What a build lacks, where its log tells. Pure. Only one thing is named: compilers and linkers stop at the first.
 * @param text the log from the place on that told the kind
 */
export function findMissing(kind: FailureKind, text: string): Missing | null {
  const [first] = (rulesOf[kind] ?? []).flatMap((rule) => matchOf(rule, text)).sort((a, b) => a.index - b.index)
  if (first === undefined) return null
  const name = plainLine(first.name, reportBounds.missingBytes)
  return name === '' ? null : { what: first.what, name }
}

function matchOf({ what, pattern, name }: MissingRule, text: string): (Missing & { index: number })[] {
  const match = pattern.exec(text)
  const written = match?.slice(1).find((group) => group !== undefined)
  if (match === null || written === undefined) return []
  return [{ what, name: name === undefined ? written : name(written), index: match.index }]
}
