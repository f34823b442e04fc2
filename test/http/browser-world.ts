import { eq } from 'drizzle-orm'
import type { BuildId } from '../../schema/ids.ts'
import { attempts } from '../../schema/tables/builds.ts'
import { versionKey, versionSortKey } from '../../src/ladder/version.ts'
import type { TestFarm } from '../support/farm.ts'
import { addAttemptRow, addBuildRow, addPackage, addRelease, addWheelRow } from '../support/rows.ts'
import { type ApiWorld, fillAnswers, makeApiWorld } from './api-world.ts'

/** Text that does harm, or breaks a layout, where it is not shown as the text that it is. */
export const hostile = {
  markup: '<img src=x onerror=alert(1)><script>alert(2)</script>',
  /** Without a blank, as symbols of C++ are. */
  endless: `_ZN${'9Wheelyard'.repeat(45)}E`,
  version: `1.0+local.${'x'.repeat(180)}`,
  name: `long-${'package-name-'.repeat(14)}end`,
}

/** One megabyte without a line end, between lines with terminal sequences and markup. */
const log = [
  'Processing ./demo.tar.gz\r\n',
  '\u001b[31mfatal error:\u001b[0m \u001b]0;title\u0007<b>ffi.h</b>: No such file\n',
  `${'x'.repeat(1_000_000)}\n`,
  `</pre>${hostile.markup}\n`,
  'error: the last line\n',
].join('')

export interface BrowserWorld extends ApiWorld {
  /** A build that failed, with the log. */
  lacking: { id: BuildId }
  /** A build with a wheel that needs a library of the system. */
  needing: { id: BuildId }
}

/** The small world of the API, and in it what strangers write to break a page. */
export async function makeBrowserWorld(farm: TestFarm): Promise<BrowserWorld> {
  const { db } = farm.database
  const world = await makeApiWorld(db)
  const { high, low } = world.targets
  const owner = await addPackage(db, { name: hostile.name, displayName: hostile.name, summary: hostile.markup })
  const release = await addRelease(db, {
    package: owner,
    version: hostile.version,
    versionKey: versionKey(hostile.version),
    sortKey: versionSortKey(hostile.version),
    yanked: true,
    yankedReason: hostile.endless,
  })
  const failure = {
    failureKind: 'MISSING_HEADER',
    failureLine: `${hostile.markup} ${hostile.endless}`.slice(0, 500),
    missingKind: 'HEADER',
    missingName: `${hostile.markup}.h`,
  } as const
  const lacking = await addBuildRow(db, { release, target: high, verdict: 'FAILED', tries: 1, ...failure })
  const failed = await addAttemptRow(db, { build: lacking, builder: world.pi, state: 'FAILED', ...failure })
  for (let at = 0; at < log.length; at += 500_000) {
    await farm.artifacts.appendLog(failed.id, at, Buffer.from(log.slice(at, at + 500_000)))
  }
  await db.update(attempts).set({ logBytes: log.length }).where(eq(attempts.id, failed.id))

  const needing = await addBuildRow(db, { release, target: low, verdict: 'BUILT', tries: 1 })
  const attempt = await addAttemptRow(db, { build: needing, builder: world.pi, state: 'BUILT', durationMs: 4_000_000 })
  await addWheelRow(db, {
    build: needing,
    attempt,
    filename: `demo-${'9'.repeat(180)}-cp39-cp39-linux_armv7l.whl`,
    tags: ['cp39-cp39-linux_armv7l'],
    libraries: ['libc.so.6', 'libjpeg.so.62', 'libunheard-of.so.1'],
    systemPackages: [{ soname: 'libjpeg.so.62', name: 'libjpeg62-turbo', base: false }],
  })
  await fillAnswers(db)
  return { ...world, lacking, needing }
}
