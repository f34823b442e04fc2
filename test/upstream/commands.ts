import { z } from 'zod'
import { type Cdn, CdnSettings } from './cdn.ts'
import { makeDemoFiles } from './demo-files.ts'
import { Fault, type Faults, type FrozenPage } from './faults.ts'
import { refuseUsedFilename } from './find.ts'
import { Change, type Row } from './model.ts'
import type { Registry } from './registry.ts'
import { type Upload, uploadToChange } from './upload.ts'

const UploadCommand = z.object({
  kind: z.literal('upload'),
  filename: z.string().min(1).max(1_000),
  bytes: z.base64().transform((text) => Buffer.from(text, 'base64')),
  /** What is absent is read from the archive. */
  name: z.string().optional(),
  version: z.string().optional(),
  requiresPython: z.string().nullable().optional(),
  summary: z.string().nullable().optional(),
  /** Takes a file name that was used before, as PyPI never does. */
  force: z.boolean().default(false),
})

const DemoCommand = z.object({
  kind: z.literal('demo'),
  name: z.string(),
  version: z.string(),
  /** For a name that is no demo package: the one whose recipe it takes. */
  like: z.string().optional(),
  requiresPython: z.string().nullable().optional(),
  summary: z.string().nullable().optional(),
  failingMinor: z.int().min(0).max(99).optional(),
})

/** When it happens; now when absent. */
const Moment = z.object({ at: z.iso.datetime({ offset: true }).optional() })

/** What `POST /_ctl` takes: one of these, as JSON. Files themselves come as `upload`, never as a ready-made change. */
export const Command = Moment.and(
  z.union([
    Change.refine((change) => change.kind !== 'file', 'use the command upload'),
    UploadCommand,
    DemoCommand,
    z.object({ kind: z.literal('fault') }).extend(Fault.shape),
    z.object({ kind: z.literal('clear-faults') }),
    z.object({ kind: z.literal('cdn') }).extend(CdnSettings.shape),
  ]),
)
export type Command = z.infer<typeof Command>
/** A command before its defaults are filled in. */
export type CommandInput = z.input<typeof Command>

/** What commands act on. */
export interface Scene {
  registry: Registry
  faults: Faults
  cdn: Cdn
  /** How a route answers now, kept for later. */
  freeze(path: string): Promise<FrozenPage>
}

/**
 * Carries a command out.
 * @returns the changelog rows that it wrote, none for faults
 * @throws {NotFoundError} STAND_IN_UNKNOWN · {ConflictError} STAND_IN_NAME_USED · {InputError} STAND_IN_FILE
 */
export async function runCommand(scene: Scene, command: Command): Promise<Row[]> {
  const at = command.at === undefined ? new Date() : new Date(command.at)
  switch (command.kind) {
    case 'upload':
      return upload(scene, { ...command, uploadedAt: at }, command.force)
    case 'demo': {
      const files = await makeDemoFiles(command)
      const rows: Row[] = []
      for (const file of files) rows.push(...(await upload(scene, { ...file, uploadedAt: at }, false)))
      return rows
    }
    case 'fault':
      scene.faults.add(command, command.staleFor === undefined ? null : await scene.freeze(command.route))
      return []
    case 'clear-faults':
      scene.faults.clear()
      return []
    case 'cdn':
      scene.cdn.set(command)
      return []
    default:
      return commit(scene, command, at)
  }
}

function commit({ registry, cdn }: Scene, change: Change, at: Date): Row[] {
  const rows = registry.commit(change, at)
  cdn.purge(change, rows)
  return rows
}

async function upload(scene: Scene, file: Upload, force: boolean): Promise<Row[]> {
  const change = await uploadToChange(scene.registry.blobs, file)
  // Nothing is awaited from here on: of two uploads of one name at once, one is refused.
  if (!force) refuseUsedFilename(scene.registry.world, file.filename)
  return commit(scene, change, file.uploadedAt)
}
