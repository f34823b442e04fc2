import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { WheelyardError } from '../../src/errors.ts'
import type { Logger } from '../../src/logger.ts'
import { makeDemoFiles } from './demo-files.ts'
import { demoPackages } from './demo-packages.ts'
import type { Upstream } from './server.ts'

/**
 * Publishes the demo packages that are not there yet, so that a restart adds nothing twice and brings nothing removed back.
 * @param failingMinor `demo-picky` fails on Python 3.N and older
 */
export async function publishDemo(upstream: Upstream, failingMinor: number): Promise<void> {
  for (const { name, releases } of demoPackages) {
    for (const { version, yanked } of releases) {
      const request = { name, version, failingMinor }
      const files = await makeDemoFiles(request)
      if (files.some((file) => upstream.wasUploaded(file.filename))) continue
      await upstream.ctl.addDemo(name, version, { failingMinor })
      if (yanked !== undefined) await upstream.ctl.yank(name, version, yanked)
    }
  }
}

const publishable = /\.(tar\.gz|zip|whl)$/

/** Publishes every sdist and wheel under a folder; one that cannot be read is told and passed over. */
export async function publishFolder(upstream: Upstream, folder: string, log: Logger): Promise<void> {
  const paths = await readdir(folder, { recursive: true })
  for (const path of paths.filter((each) => publishable.test(each)).sort()) {
    const filename = basename(path)
    if (upstream.wasUploaded(filename)) continue
    try {
      const bytes = await readFile(join(folder, path))
      await upstream.ctl.run({ kind: 'upload', filename, bytes: bytes.toString('base64') })
    } catch (error) {
      if (!(error instanceof WheelyardError)) throw error
      log.warn({ file: path, code: error.code }, error.message)
    }
  }
}
