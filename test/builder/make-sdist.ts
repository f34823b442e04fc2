import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { BuildJob, JobLimits } from '../../schema/job.ts'

/** An sdist with a PEP 517 backend of its own, which needs nothing but Python's standard library. */
export interface SdistParts {
  name?: string
  version?: string
  /** Python statements of `build_wheel(wheel_directory)`; `pure_wheel(wheel_directory)` makes a good one and gives its name. */
  build?: string
  /** Build requirements. */
  requires?: readonly string[]
  /** A Python expression of those that the backend's hook adds. */
  wants?: string
  files?: Record<string, string>
}

export interface MadeSdist {
  filename: string
  bytes: Buffer
  sha256: string
}

export function makeSdist(parts: SdistParts = {}): MadeSdist {
  const { name = 'demo_pkg', version = '1.0', build = 'return pure_wheel(wheel_directory)' } = parts
  const requires = JSON.stringify(parts.requires ?? [])
  const root = `${name}-${version}`
  const files = {
    'PKG-INFO': `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    'pyproject.toml': `[build-system]\nrequires = ${requires}\nbuild-backend = "backend"\nbackend-path = ["."]\n`,
    'backend.py': backend(name, version, build, parts.wants ?? '[]'),
    ...parts.files,
  }
  const blocks = Object.entries(files).flatMap(([path, text]) => tarEntry(`${root}/${path}`, Buffer.from(text)))
  const bytes = gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { filename: `${root}.tar.gz`, bytes, sha256 }
}

/** A job for an sdist that is served at `url`. */
export function makeJob(
  sdist: MadeSdist,
  url: string,
  given: { build?: number; target?: BuildJob['target']; limits?: Partial<JobLimits> } = {},
): BuildJob {
  return {
    build: given.build ?? 5,
    try: 1,
    package: 'demo-pkg',
    version: '1.0',
    target: given.target ?? { abi: 'cp311', platform: 'linux_x86_64' },
    sdist: { filename: sdist.filename, url, sha256: sdist.sha256, size: sdist.bytes.length },
    limits: {
      wallMs: 60_000,
      silenceMs: 60_000,
      logBytes: 1024 ** 2,
      outputBytes: 1024 ** 2,
      memoryBytes: null,
      processes: 500,
      diskBytes: 1024 ** 3,
      ...given.limits,
    },
    order: `order-${given.build ?? 5}`,
  }
}

function backend(name: string, version: string, build: string, wants: string): string {
  const body = build.split('\n').map((line) => `    ${line}`)
  return `
import base64, hashlib, os, subprocess, sys, time, zipfile

def get_requires_for_build_wheel(config_settings=None):
    return ${wants}

METADATA = 'Metadata-Version: 2.1\\nName: ${name}\\nVersion: ${version}\\nRequires-Python: >=3.7\\n'

# Without this hook pip builds the wheel twice, once for its metadata.
def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    info = os.path.join(metadata_directory, '${name}-${version}.dist-info')
    os.mkdir(info)
    with open(os.path.join(info, 'METADATA'), 'w') as file:
        file.write(METADATA)
    return '${name}-${version}.dist-info'

def make_wheel(folder, filename, files):
    info = '${name}-${version}.dist-info/'
    files = dict(files)
    files.setdefault(info + 'METADATA', METADATA)
    files.setdefault(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: ' + '-'.join(filename[:-4].split('-')[-3:]) + '\\n')
    rows = []
    for path, text in files.items():
        data = text.encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        rows.append('%s,sha256=%s,%d' % (path, digest, len(data)))
    rows.append(info + 'RECORD,,')
    files[info + 'RECORD'] = '\\n'.join(rows) + '\\n'
    with zipfile.ZipFile(os.path.join(folder, filename), 'w', zipfile.ZIP_DEFLATED) as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return filename

def pure_wheel(folder):
    return make_wheel(folder, '${name}-${version}-py3-none-any.whl', {'${name}/__init__.py': 'x = 1\\n'})

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
${body.join('\n')}
`
}

function tarEntry(path: string, data: Buffer): Buffer[] {
  const header = Buffer.alloc(512)
  header.write(path, 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]
}
