import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { ask } from '../support/ask.ts'
import type { ChaosScript } from './script.ts'
import type { ChaosWorld } from './world.ts'

export interface Verdict {
  /** Reports that the farm said yes to. */
  reports: number
  /** Of these, those that it does not have; and releases without the wheel that they must have. */
  lost: number
  /** Releases with more wheels than one. */
  doubled: number
  /** Releases that do not stand where the script says. */
  stuck: number
  /** What was wrong, for a person. */
  wrong: string[]
}

const RELEASE = `query ($name: String!, $version: String!) {
  release(package: $name, version: $version) { status { status text build { attempts { nodes { state } } } } } }`

interface ReleaseAnswer {
  release: { status: { status: string; text: string }[] } | null
}

/** Releases that do not stand yet where the script says that they must. */
export async function listUnsettled({ address }: ChaosWorld, { expected }: ChaosScript): Promise<string[]> {
  const unsettled = []
  for (const [release, outcome] of expected) {
    const [name, version] = release.split(' ')
    const answer = await ask<ReleaseAnswer>(address, RELEASE, { name, version })
    const standings = answer.release?.status ?? []
    // The farm has one target. Should it have more, none of them may stand elsewhere unseen.
    if (standings.length === 0) unsettled.push(`${release}: has no status, not ${outcome}`)
    for (const { status, text } of standings)
      if (status !== outcome) unsettled.push(`${release}: ${status} ${text}, not ${outcome}`)
  }
  return unsettled
}

/** Compares what the farm has and serves with the script, and with what the builders were told. */
export async function judge(world: ChaosWorld, script: ChaosScript): Promise<Verdict> {
  const unsettled = await listUnsettled(world, script)
  const rows = await world.database.db.execute<{ id: string }>(sql`select attempt_id as id from reports`)
  const stored = new Set(rows.map(({ id }) => Number(id)))
  const unstored = [...world.delivered].filter((attempt) => !stored.has(attempt))
  const missing: string[] = []
  const doubled: string[] = []
  for (const [release, outcome] of script.expected) {
    if (outcome !== 'BUILT') continue
    const wheels = await wheelsOf(world.address, release)
    if (wheels.length === 0) missing.push(`${release} has no wheel`)
    if (wheels.length > 1) doubled.push(`${release} has ${wheels.length} wheels`)
    for (const wheel of wheels)
      if (!(await isWhole(wheel))) missing.push(`${wheel.filename} is not what the index says`)
  }
  const wrong = [...unsettled, ...unstored.map((id) => `attempt ${id} is not stored`), ...missing, ...doubled]
  const lost = unstored.length + missing.length
  return { reports: world.delivered.size, lost, doubled: doubled.length, stuck: unsettled.length, wrong }
}

interface IndexFile {
  filename: string
  url: string
  hashes: { sha256: string }
}

async function wheelsOf(address: string, release: string): Promise<IndexFile[]> {
  const [name = '', version = ''] = release.split(' ')
  const page = new URL(`/simple/${name}/`, address)
  const answer = await fetch(page, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })
  if (!answer.ok) return []
  const { files } = (await answer.json()) as { files: IndexFile[] } // our own index, in the form of PEP 691
  const prefix = `${name.replaceAll('-', '_')}-${version}-`
  return files
    .filter(({ filename }) => filename.startsWith(prefix))
    .map((file) => ({ ...file, url: new URL(file.url, page).toString() }))
}

async function isWhole({ url, hashes }: IndexFile): Promise<boolean> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
  return createHash('sha256').update(bytes).digest('hex') === hashes.sha256
}
