import type { z } from 'zod'
import { Command, type CommandInput, runCommand, type Scene } from './commands.ts'
import type { Fault } from './faults.ts'
import type { Row } from './model.ts'
import { findScenario } from './scenarios/all.ts'

/** A file of `addRelease`. Without bytes it holds some text of its own: enough for pages, not for pip. */
export interface FileToAdd {
  filename: string
  bytes?: Buffer
}

export interface ReleaseToAdd {
  name: string
  version: string
  /** Absent: one pure sdist that pip can build. Empty: a release without files. */
  files?: readonly FileToAdd[]
  requiresPython?: string | null
  summary?: string | null
  uploadedAt?: Date
  /** Takes file names that were used before, as PyPI never does. */
  force?: boolean
}

/** The hand that changes the stand-in, for tests in the same process. Each returns the changelog rows it wrote. */
export interface Control {
  run(command: CommandInput): Promise<Row[]>
  addRelease(release: ReleaseToAdd): Promise<Row[]>
  /** A release of one of the demo packages, at any version; `like` gives another name its recipe. */
  addDemo(name: string, version: string, options?: { like?: string; failingMinor?: number }): Promise<Row[]>
  yank(name: string, version: string, reason?: string): Promise<Row[]>
  unyank(name: string, version: string): Promise<Row[]>
  removeFile(filename: string): Promise<Row[]>
  removeRelease(name: string, version: string): Promise<Row[]>
  removeProject(name: string): Promise<Row[]>
  /** Without a version the whole project. */
  quarantine(name: string, version?: string): Promise<Row[]>
  clearQuarantine(name: string, version?: string): Promise<Row[]>
  /** A changelog row of any text that changes nothing else. */
  addRow(name: string | null, version: string | null, action: string | null): Promise<Row[]>
  /** Plays the turns of a nasty case, and waits between them as it is told. @param secondMs see `Scenario` */
  play(scenario: string, secondMs: number, between: () => Promise<void>): Promise<void>
  fault(fault: z.input<typeof Fault>): Promise<void>
  clearFaults(): Promise<void>
}

export function createControl(scene: Scene): Control {
  const run = (command: CommandInput): Promise<Row[]> => runCommand(scene, Command.parse(command))
  return {
    run,
    addRelease: (release) => addRelease(run, release),
    addDemo: (name, version, options = {}) => run({ kind: 'demo', name, version, ...options }),
    yank: (name, version, reason) => run({ kind: 'yank', name, version, reason: reason ?? null }),
    unyank: (name, version) => run({ kind: 'unyank', name, version }),
    removeFile: (filename) => run({ kind: 'remove-file', filename }),
    removeRelease: (name, version) => run({ kind: 'remove-release', name, version }),
    removeProject: (name) => run({ kind: 'remove-project', name }),
    quarantine: (name, version) => run({ kind: 'quarantine', name, version: version ?? null }),
    clearQuarantine: (name, version) => run({ kind: 'clear-quarantine', name, version: version ?? null }),
    addRow: (name, version, action) => run({ kind: 'row', name, version, action }),
    play: async (scenario, secondMs, between) => {
      for (const turn of findScenario(scenario).turns(secondMs)) {
        for (const command of turn) await run(command)
        await between()
      }
    },
    fault: async (fault) => {
      await run({ kind: 'fault', ...fault })
    },
    clearFaults: async () => {
      await run({ kind: 'clear-faults' })
    },
  }
}

async function addRelease(run: Control['run'], release: ReleaseToAdd): Promise<Row[]> {
  const { files, uploadedAt, ...facts } = release
  const at = uploadedAt?.toISOString()
  if (files === undefined) return run({ kind: 'demo', like: 'demo-greeting', at, ...facts })
  if (files.length === 0) return run({ kind: 'release', at, ...facts })
  const rows: Row[] = []
  for (const { filename, bytes = Buffer.from(`the bytes of ${filename}\n`) } of files) {
    rows.push(...(await run({ kind: 'upload', filename, bytes: bytes.toString('base64'), at, ...facts })))
  }
  return rows
}
