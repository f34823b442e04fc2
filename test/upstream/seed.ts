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
      for (const { filename, bytes } of await makeDemoFiles({ name, version, failingMinor })) {
        if (upstream.wasUploaded(filename)) continue
        await upstream.ctl.run({ kind: 'upload', filename, bytes: bytes.toString('base64') })
      }
      if (yanked !== undefined && !wasYanked(upstream, name, version)) await upstream.ctl.yank(name, version, yanked)
    }
  }
}

function wasYanked(upstream: Upstream, name: string, version: string): boolean {
  return upstream.journal.some((row) => row[0] === name && row[1] === version && row[3] === 'yank release')
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
