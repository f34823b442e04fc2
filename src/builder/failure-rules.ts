import type { FailureKind } from '../ladder/words.ts'

export interface FailureRule {
  kind: FailureKind
  /** Must match within one line, so that the line tells the reason. */
  pattern: RegExp
}

/** What a Python program that fails says last: `ValueError: …`, `error: …`. */
export const firstErrorLine = /^[ \t]*(?:[\w.]*(?:Error|Exception)\b|SystemExit|(?:FATAL|ERROR|[Ee]rror):).*$/m

/** A failing statement's own line, so that prose which mentions Python versions does not count. */
const raised = String.raw`^[ \t]*(?:[\w.]*(?:Error|Exception|Exit): |(?:ERROR|[Ee]rror): )`

/**
 * Why builds fail, most telling first; the first rule that matches anywhere in the log decides. The farm's own faults come
 * first, then what excludes a Python version, then what a machine lacks, then what the package does wrong. Repetitions that a
 * log could drive into quadratic time are bounded; lines come cut to 1,000 characters.
 */
export const failureRules: readonly FailureRule[] = [
  { kind: 'DISK_FULL', pattern: /No space left on device|\bENOSPC\b/ },
  {
    kind: 'OUT_OF_MEMORY',
    pattern:
      /Killed signal terminated program|virtual memory exhausted|signal: 9, SIGKILL|[Cc]annot allocate memory|out of memory allocating|^[ \t]*MemoryError\b/m,
  },
  { kind: 'INDEX_RACE', pattern: /THESE PACKAGES DO NOT MATCH THE HASHES/ },
  // pip's own look at the index, with all its retries used up; a build that downloads by itself is the package's affair.
  { kind: 'NETWORK', pattern: /WARNING: Retrying \(Retry\(total=0,.*|ERROR: HTTP error 5\d\d while getting.*/ },
  { kind: 'PYTHON_VERSION', pattern: /requires a different Python: .* not in .*/ },
  {
    kind: 'PYTHON_VERSION',
    pattern: new RegExp(
      `${raised}.*[Pp]ython (?:version )?(?:>=|>|at least|[0-9.]+ is not supported|3[0-9.]*(?:\\+| or \\w+|,? is required|; only versions))`,
      'm',
    ),
  },
  {
    kind: 'PYTHON_VERSION',
    pattern: new RegExp(
      `${raised}.*(?:only supports?|requires?|not support(?:ed)?(?: on| by)?) [Pp]ython\\b.*\\d`,
      'm',
    ),
  },
  { kind: 'MISSING_HEADER', pattern: /:\d+(?::\d+)?: fatal error: .+: No such file or directory/ },
  { kind: 'MISSING_HEADER', pattern: /fatal error: '[^']+' file not found/ },
  { kind: 'MISSING_LIBRARY', pattern: /cannot find -l\S+|library not found for -l\S+|ld: library '\S+' not found/ },
  {
    kind: 'MISSING_LIBRARY',
    pattern:
      /Package '?[\w.+-]+'?,? (?:was not found in the pkg-config search path|required by '[^']*',? not found)|No package '[^']+' found|Unable to load dependency \w+|The headers or library files could not be found for \w+|development packages are installed/,
  },
  {
    kind: 'MISSING_LIBRARY',
    pattern: /lib[\w.+-]{1,100}\.so[\w.]{0,20}: cannot open shared object file: No such file or directory/,
  },
  {
    kind: 'RUST',
    pattern:
      /can't find Rust compiler|Cargo, the Rust package manager, is not installed|^[ \t]*error\[E\d{4}\]:.*|error: could not compile `[^`]+`|requires? rustc [\d.]+.*|cargo (?:build|rustc|metadata).* failed/m,
  },
  { kind: 'MISSING_TOOL', pattern: /No CMAKE_\w+_COMPILER could be found|Unknown compiler\(s\): / },
  {
    kind: 'CMAKE',
    pattern:
      /CMake must be installed|CMake Error\b.*|CMake [\d.]+ or higher is required|Could not find (?:the )?['"]?[Cc][Mm]ake\b.*|Problem with the CMake installation|cmake: (?:command )?not found|No such file or directory: '(?:\S*\/)?cmake'/,
  },
  {
    kind: 'MISSING_TOOL',
    pattern:
      /command '[^']+' failed: No such file or directory|unable to execute '[^']+': No such file or directory|FileNotFoundError: \[Errno 2\] No such file or directory: '[a-z][a-z0-9_+-]*'(?:: '[^']+')?$|\b[\w.+-]{1,60}: (?:command )?not found$|(?:pg|mysql|xml2|curl|freetype|gdal|llvm)[-_]config\b.* not found|no acceptable C compiler found/m,
  },
  {
    kind: 'BUILD_REQUIREMENT',
    pattern:
      /Could not find a version that satisfies the requirement .*|No matching distribution found for .*|Some build dependencies for .* are missing|ResolutionImpossible\b.*|Cannot import '[\w.]+'|BackendUnavailable\b.*/,
  },
  {
    kind: 'WHEEL_INVALID',
    pattern:
      /Built wheel for .* is invalid: .*|Wheel has unexpected file name: .*|ERROR: Wheel '.*' located at .* is invalid/,
  },
  // What newer Pythons have dropped from their library is no requirement that could be had.
  {
    kind: 'METADATA',
    pattern: /ModuleNotFoundError: No module named '(?:distutils|imp|asyncore|asynchat|smtpd)(?:\.\w+)*'/,
  },
  { kind: 'BUILD_REQUIREMENT', pattern: /(?:ModuleNotFoundError|ImportError): No module named '?[\w.]+'?/ },
  {
    kind: 'COMPILER',
    pattern:
      /^.*:\d+(?::\d+)?: (?:fatal )?error: .*|error: command '[^']+' failed with exit (?:status|code) \d+|error: linker command failed|collect2: error: .*|undefined reference to .*|ninja: build stopped.*|make(?:\[\d+\])?: \*\*\* .*/m,
  },
  {
    kind: 'METADATA',
    pattern:
      /has inconsistent (?:name|version)\b.*|inconsistent (?:name|version): .*|Preparing metadata .*(?:error|did not run successfully).*|metadata-generation-failed|egg_info did not run successfully|Getting requirements to build wheel did not run successfully|invalid metadata|InvalidVersion\b.*/i,
  },
]
