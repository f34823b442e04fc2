import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { archiveTime } from './make-sdist.ts'

/**
 * Makes a pure wheel.
 * @param stem name and version as wheel file names spell them
 * @param tag compressed tags such as `py2.py3-none-any`
 * @param metadata the whole METADATA
 * @param modules contents by path
 */
export async function makeWheel(
  stem: string,
  tag: string,
  metadata: string,
  modules: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const folder = `${stem}.dist-info`
  const files = new Map([...modules, [`${folder}/METADATA`, metadata], [`${folder}/WHEEL`, wheelFile(tag)]])
  files.set(`${folder}/RECORD`, recordFile(files, `${folder}/RECORD`))
  const zip = new ZipFile()
  const options = { mtime: archiveTime, mode: 0o100644, forceDosTimestamp: true }
  for (const [path, text] of files) zip.addBuffer(Buffer.from(text), path, options)
  zip.end()
  return buffer(zip.outputStream)
}

function wheelFile(tag: string): string {
  const [python = '', abi, platform] = tag.split('-')
  const tags = python.split('.').map((each) => `Tag: ${each}-${abi}-${platform}\n`)
  return `Wheel-Version: 1.0\nGenerator: stand-in\nRoot-Is-Purelib: true\n${tags.join('')}`
}

function recordFile(files: ReadonlyMap<string, string>, own: string): string {
  const lines = [...files].map(([path, text]) => {
    const digest = createHash('sha256').update(text).digest('base64url')
    return `${path},sha256=${digest},${Buffer.byteLength(text)}\n`
  })
  return `${lines.join('')}${own},,\n`
}
