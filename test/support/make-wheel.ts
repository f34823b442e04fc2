import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

export interface WheelGiven {
  name: string
  version: string
  /** As in a file name, such as `cp311-cp311-linux_x86_64`; each may be compressed (`py2.py3-none-any`). One, unless a test is about more. */
  tags?: readonly string[]
  requiresPython?: string
  requiresDist?: readonly string[]
  /** Beside the dist-info; a module of the package's name, unless given. */
  files?: Readonly<Record<string, string | Buffer>>
}

/** A small real wheel, which pip installs: METADATA, WHEEL and RECORD are as the specification wants them. */
export async function makeWheel(given: WheelGiven): Promise<{ filename: string; bytes: Buffer }> {
  const { name, version, tags = ['py3-none-any'] } = given
  const distribution = name.toLowerCase().replace(/[-_.]+/g, '_')
  const info = `${distribution}-${version}.dist-info`
  const entries: [string, Buffer][] = Object.entries({
    ...(given.files ?? { [`${distribution}.py`]: `version = ${JSON.stringify(version)}\n` }),
    [`${info}/METADATA`]: metadataText(given),
    [`${info}/WHEEL`]: wheelText(tags),
  }).map(([path, content]) => [path, Buffer.from(content)])
  const record = `${info}/RECORD`
  const rows = entries.map(([path, content]) => `${path},sha256=${hashText(content)},${content.length}`)
  entries.push([record, Buffer.from([...rows, `${record},,`, ''].join('\n'))])
  return { filename: `${distribution}-${version}-${tags[0]}.whl`, bytes: await zip(entries) }
}

/** The METADATA file that `makeWheel` puts into the wheel. */
export function metadataText({ name, version, requiresPython, requiresDist = [] }: WheelGiven): string {
  const lines = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requiresDist.map((requirement) => `Requires-Dist: ${requirement}`),
  ]
  return `${lines.join('\n')}\n`
}

function wheelText(tags: readonly string[]): string {
  const pure = tags.every((tag) => tag.endsWith('-none-any'))
  const lines = ['Wheel-Version: 1.0', 'Generator: test', `Root-Is-Purelib: ${pure}`, ...tags.flatMap(tagLines)]
  return `${lines.join('\n')}\n`
}

/** The WHEEL file names each tag by itself, where a file name may hold several at once. */
function tagLines(tag: string): string[] {
  const [pythons = [], abis = [], platforms = []] = tag.split('-').map((part) => part.split('.'))
  return pythons.flatMap((py) => abis.flatMap((abi) => platforms.map((platform) => `Tag: ${py}-${abi}-${platform}`)))
}

const hashText = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url')

async function zip(entries: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const file = new ZipFile()
  // One time for all: the same wheel made twice has the same bytes.
  for (const [path, content] of entries)
    file.addBuffer(content, path, { mtime: new Date(Date.UTC(2020, 0, 1)), mode: 0o100644 })
  file.end()
  return buffer(file.outputStream)
}
