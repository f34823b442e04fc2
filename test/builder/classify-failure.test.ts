import { describe, expect, it } from 'vitest'
import { classifyFailure } from '../../src/builder/classify-failure.ts'

const pipRun = { network: true, diskMayFill: true, memoryPerProcess: false } as const

/** Lines as pip, compilers and build tools really print them. */
const logs: [kind: string, log: string, line: string | RegExp][] = [
  [
    'MISSING_HEADER',
    'c/_cffi_backend.c:15:10: fatal error: ffi.h: No such file or directory\ncompilation terminated.',
    /ffi\.h/,
  ],
  ['MISSING_HEADER', "      lib.c:1:10: fatal error: 'openssl/ssl.h' file not found", /openssl\/ssl\.h/],
  ['MISSING_HEADER', 'src/a.cpp:3: fatal error: Eigen/Dense: No such file or directory', /Eigen/],
  [
    'MISSING_LIBRARY',
    '/usr/bin/ld: cannot find -lz: No such file or directory\ncollect2: error: ld returned 1 exit status',
    /-lz/,
  ],
  ['MISSING_LIBRARY', 'ld: library not found for -lfoo\nclang: error: linker command failed', /-lfoo/],
  ['MISSING_LIBRARY', "Package 'cairo', required by 'virtual:world', not found", /cairo/],
  ['MISSING_LIBRARY', 'Package libffi was not found in the pkg-config search path.\nfoo.c:1:2: error: x', /libffi/],
  ['MISSING_LIBRARY', 'The headers or library files could not be found for jpeg,', /jpeg/],
  ['MISSING_LIBRARY', 'ImportError: libGL.so.1: cannot open shared object file: No such file or directory', /libGL/],
  [
    'MISSING_TOOL',
    "error: command 'cc' failed: No such file or directory",
    "error: command 'cc' failed: No such file or directory",
  ],
  [
    'MISSING_TOOL',
    "unable to execute 'gcc': No such file or directory\nerror: command 'gcc' failed with exit status 1",
    /unable to execute/,
  ],
  ['MISSING_TOOL', "FileNotFoundError: [Errno 2] No such file or directory: 'cc'", /'cc'/],
  ['MISSING_TOOL', "  FileNotFoundError: [Errno 2] No such file or directory: 'g++': 'g++'", /g\+\+/],
  ['MISSING_TOOL', 'Error: pg_config executable not found.', /pg_config/],
  ['MISSING_TOOL', '/bin/sh: 1: swig: not found', /swig/],
  ['MISSING_TOOL', "../meson.build:1:0: ERROR: Unknown compiler(s): [['cc'], ['gcc']]", /Unknown compiler/],
  ['MISSING_TOOL', 'CMake Error: No CMAKE_C_COMPILER could be found.', /CMAKE_C_COMPILER/],
  ['UNKNOWN', "FileNotFoundError: [Errno 2] No such file or directory: 'README.md'", /README/],
  ['UNKNOWN', "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/x'", /nowhere/],
  ['RUST', "error: can't find Rust compiler", /Rust compiler/],
  ['RUST', 'Cargo, the Rust package manager, is not installed or is not on PATH.', /Cargo/],
  ['RUST', 'error[E0432]: unresolved import `x`\nerror: could not compile `y`', /E0432/],
  ['CMAKE', 'RuntimeError: CMake must be installed to build the following extensions: x', /CMake must/],
  ['CMAKE', 'CMake Error at CMakeLists.txt:5 (find_package):', /CMakeLists/],
  ['CMAKE', "FileNotFoundError: [Errno 2] No such file or directory: 'cmake'", /cmake/],
  [
    'COMPILER',
    "src/x.c: In function 'f':\nsrc/x.c:10:5: error: 'y' undeclared\nerror: command '/usr/bin/gcc' failed with exit code 1",
    /x\.c:10:5/,
  ],
  ['COMPILER', "error: command '/usr/bin/gcc' failed with exit code 1", /exit code 1/],
  ['COMPILER', 'make: *** [Makefile:7: all] Error 2', /Makefile/],
  [
    'BUILD_REQUIREMENT',
    '  ERROR: Could not find a version that satisfies the requirement cffi>=1.12 (from versions: none)\n  ERROR: No matching distribution found for cffi>=1.12',
    /cffi>=1\.12 \(from/,
  ],
  [
    'BUILD_REQUIREMENT',
    "ModuleNotFoundError: No module named 'numpy'\n× Getting requirements to build wheel did not run successfully.",
    /numpy/,
  ],
  ['BUILD_REQUIREMENT', "ERROR: Cannot import 'setuptools.build_meta'", /setuptools/],
  ['METADATA', "ModuleNotFoundError: No module named 'distutils'", /distutils/],
  [
    'METADATA',
    'AttributeError: cython_sources\n  × Getting requirements to build wheel did not run successfully.',
    /AttributeError/,
  ],
  ['METADATA', 'error: metadata-generation-failed', /metadata/],
  [
    'METADATA',
    'WARNING: Requested x from file:///x has inconsistent version: expected 1, but metadata has 2',
    /inconsistent/,
  ],
  ['WHEEL_INVALID', 'WARNING: Built wheel for x is invalid: Metadata 1.2 mandates PEP 440 version', /mandates/],
  [
    'BUILD_REQUIREMENT',
    'ERROR: Ignored the following versions that require a different python version: 80.9.0 Requires-Python >=3.9\n' +
      'ERROR: Could not find a version that satisfies the requirement setuptools-rust>=0.11.4 (from versions: none)',
    /setuptools-rust/,
  ],
  ['PYTHON_VERSION', "ERROR: Package 'x' requires a different Python: 3.7.16 not in '>=3.10'", /3\.7\.16/],
  ['PYTHON_VERSION', 'RuntimeError: Python version >= 3.9 required.', /3\.9/],
  [
    'PYTHON_VERSION',
    'RuntimeError: Cannot install on Python version 3.13.0; only versions >=3.8,<3.12 are supported.',
    /3\.13/,
  ],
  ['PYTHON_VERSION', 'Exception: This package requires Python 3.8 or newer', /3\.8/],
  ['UNKNOWN', 'Requires-Python: >=3.7\nThis is Python 3.9 or newer\nValueError: x', 'ValueError: x'],
  ['DISK_FULL', "OSError: [Errno 28] No space left on device: '/x'\ncompilation terminated.", /space/],
  ['DISK_FULL', 'x.c:1: fatal error: error writing to /tmp/x.s: No space left on device', /space/],
  [
    'OUT_OF_MEMORY',
    'c++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.\nfoo.cc:1:1: error: x',
    /cc1plus/,
  ],
  ['OUT_OF_MEMORY', 'virtual memory exhausted: Cannot allocate memory', /exhausted/],
  [
    'NETWORK',
    "  WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError': /simple/x/\n  ERROR: No matching distribution found for x",
    /total=0/,
  ],
  [
    'BUILD_REQUIREMENT',
    "  WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'ProtocolError'\n  ERROR: No matching distribution found for x",
    /No matching/,
  ],
  ['INDEX_RACE', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /HASHES/],
  ['UNKNOWN', 'all is well\nthe end', 'the end'],
  ['UNKNOWN', '', ''],
]

describe('classifyFailure', () => {
  it.each(logs)('%s: %s', (kind, log, line) => {
    const found = classifyFailure({ ...pipRun, exitCode: 1, log: `Processing ./x.tar.gz\n${log}`.replace(/\n$/, '') })
    expect(found.kind).toBe(kind)
    if (log !== '') expect(found.line).toMatch(line)
  })

  it('looks through colours and carriage returns', () => {
    const log =
      '10%\r50%\rx.c:1:2: \u001b[01;31m\u001b[Kfatal error: \u001b[m\u001b[Kffi.h: No such file or directory\r\n'
    expect(classifyFailure({ ...pipRun, exitCode: 1, log })).toEqual({
      kind: 'MISSING_HEADER',
      line: 'x.c:1:2: fatal error: ffi.h: No such file or directory',
      missing: { what: 'HEADER', name: 'ffi.h' },
    })
  })

  it('takes a kill that was not ours for the memory of the machine', () => {
    expect(classifyFailure({ ...pipRun, exitCode: null, log: 'compiling' }).kind).toBe('OUT_OF_MEMORY')
  })

  it('blames the machine when the interpreter cannot be started', () => {
    expect(classifyFailure({ ...pipRun, exitCode: 127, log: 'sh: 1: exec: /x: not found' }).kind).toBe('SANDBOX')
  })

  it('does not take the word of a stranger for a fault of the network, of our disk or of our memory', () => {
    const stranger = { network: false, diskMayFill: false, memoryPerProcess: true, exitCode: 1 }
    const kindOf = (log: string) => classifyFailure({ ...stranger, log }).kind
    expect(kindOf("WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'x'")).toBe('UNKNOWN')
    expect(kindOf('OSError: [Errno 28] No space left on device')).toBe('DISK_LIMIT')
    expect(kindOf('MemoryError')).toBe('MEMORY_LIMIT')
    expect(kindOf("bwrap: Can't create file at /x: Read-only file system")).toBe('SANDBOX')
  })

  it('is not held up by logs made to hold it up', () => {
    const pieces = [
      'a-',
      'lib',
      ':1: fatal error: ',
      "error: command '",
      'Python ',
      'Error: ',
      ': not found',
      "Package '",
      '/',
      '\u001b]',
    ]
    for (const piece of pieces) {
      const log = piece.repeat(Math.floor(1_500_000 / piece.length))
      expect(classifyFailure({ ...pipRun, exitCode: 1, log }).line.length).toBeLessThanOrEqual(500)
      expect(
        classifyFailure({ ...pipRun, exitCode: 1, log: log.replace(/(.{900})/g, '$1\n') }).line.length,
      ).toBeLessThanOrEqual(500)
    }
  }, 60_000)
})
