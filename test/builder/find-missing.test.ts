import { describe, expect, it } from 'vitest'
import { classifyFailure } from '../../src/builder/classify-failure.ts'

const pipRun = { network: true, diskMayFill: true, memoryPerProcess: false } as const

/** Logs as tools really print them, with what they say is missing; null where they do not tell. */
const logs: [log: string, missing: string | null][] = [
  ['c/_cffi_backend.c:15:10: fatal error: ffi.h: No such file or directory\ncompilation terminated.', 'HEADER ffi.h'],
  ["      lib.c:1:10: fatal error: 'openssl/ssl.h' file not found", 'HEADER openssl/ssl.h'],
  [
    '/usr/bin/ld: cannot find -lz: No such file or directory\ncollect2: error: ld returned 1 exit status',
    'LIBRARY libz',
  ],
  ['/usr/bin/ld: cannot find -lavcodec\ncollect2: error: ld returned 1 exit status', 'LIBRARY libavcodec'],
  ['ld: library not found for -lfoo\nclang: error: linker command failed', 'LIBRARY libfoo'],
  ["Package 'cairo', required by 'virtual:world', not found", 'LIBRARY cairo'],
  ["No package 'libusb-1.0' found", 'LIBRARY libusb-1.0'],
  ['Package libffi was not found in the pkg-config search path.\nfoo.c:1:2: error: x', 'LIBRARY libffi'],
  ['The headers or library files could not be found for jpeg,', 'LIBRARY jpeg'],
  ['ImportError: libGL.so.1: cannot open shared object file: No such file or directory', 'LIBRARY libGL.so.1'],
  ["error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory", 'TOOL x86_64-linux-gnu-gcc'],
  ["unable to execute '/usr/bin/gcc': No such file or directory\nerror: command failed", 'TOOL gcc'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'cc'", 'TOOL cc'],
  ["  FileNotFoundError: [Errno 2] No such file or directory: 'g++': 'g++'", 'TOOL g++'],
  ['Error: pg_config executable not found.', 'TOOL pg_config'],
  ['/bin/sh: 1: swig: not found', 'TOOL swig'],
  ["../meson.build:1:0: ERROR: Unknown compiler(s): [['cc'], ['gcc']]", 'TOOL cc'],
  ['CMake Error: No CMAKE_Fortran_COMPILER could be found.', 'TOOL gfortran'],
  ['CMake Error: No CMAKE_ASM_COMPILER could be found.', 'TOOL ASM compiler'],
  ['configure: error: no acceptable C compiler found in $PATH', 'TOOL cc'],
  ["error: can't find Rust compiler", 'TOOL rustc'],
  ['Cargo, the Rust package manager, is not installed or is not on PATH.', 'TOOL cargo'],
  ['error[E0432]: unresolved import `x`\nerror: could not compile `y`', null],
  ['RuntimeError: CMake must be installed to build the following extensions: x', 'TOOL cmake'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'cmake'", 'TOOL cmake'],
  [
    'CMake Error at /usr/share/cmake/FindPackageHandleStandardArgs.cmake:230 (message):\n  Could NOT find ZLIB (missing: ZLIB_LIBRARY)\n',
    'LIBRARY ZLIB',
  ],
  [
    'CMake Error at CMakeLists.txt:5 (find_package):\n  Could not find a package configuration file provided by "Qt5" with any of\n',
    'LIBRARY Qt5',
  ],
  ['CMake Error at CMakeLists.txt:5 (add_subdirectory):\n  The source directory is empty.', null],
  [
    'ERROR: Could not find a version that satisfies the requirement cffi>=1.12 (from versions: none)',
    'REQUIREMENT cffi>=1.12',
  ],
  ['ERROR: No matching distribution found for numpy<2,>=1.21', 'REQUIREMENT numpy<2,>=1.21'],
  ["ERROR: Some build dependencies for file:///x are missing: 'wheel', 'cython'.", 'REQUIREMENT wheel'],
  ["ModuleNotFoundError: No module named 'numpy.distutils'", 'REQUIREMENT numpy.distutils'],
  ["ERROR: Cannot import 'setuptools.build_meta'", 'REQUIREMENT setuptools.build_meta'],
  ["ModuleNotFoundError: No module named 'distutils'", null],
  ["src/x.c:10:5: error: 'y' undeclared", null],
  ['ValueError: x', null],
]

describe('what a build lacks', () => {
  it.each(logs)('%s', (log, expected) => {
    const { missing } = classifyFailure({ ...pipRun, exitCode: 1, log: `Processing ./x.tar.gz\n${log}` })
    expect(missing === null ? null : `${missing.what} ${missing.name}`).toBe(expected)
  })

  it('is plain text within its bound, whatever the log says', () => {
    const log = `a.c:1:1: fatal error: \u001b[31m\u202e${'é'.repeat(180)}.h: No such file or directory`
    const { missing } = classifyFailure({ ...pipRun, exitCode: 1, log })
    expect(missing).toEqual({ what: 'HEADER', name: 'é'.repeat(100) })
  })

  it('is nothing when the name is nothing', () => {
    const log = 'a.c:1:1: fatal error:  : No such file or directory'
    expect(classifyFailure({ ...pipRun, exitCode: 1, log })).toMatchObject({ kind: 'MISSING_HEADER', missing: null })
  })
})
