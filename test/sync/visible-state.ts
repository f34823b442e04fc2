import { z } from 'zod'
import type { Farm } from '../../src/jobs/farm.ts'

/** A project as a user sees it: the same shape from our tables and, read here without the sync's own code, from upstream's page. */
export interface VisibleProject {
  status: string
  versions: string[]
  files: VisibleFile[]
}

export interface VisibleFile {
  filename: string
  sha256: string
  size: number | null
  url: string
  requiresPython: string | null
  uploadedAt: string | null
  yanked: boolean
  yankedReason: string | null
}

const Page = z.object({
  'project-status': z.object({ status: z.string() }),
  versions: z.array(z.string()),
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      hashes: z.object({ sha256: z.string() }),
      size: z.number(),
      'requires-python': z.string().nullable(),
      'upload-time': z.string(),
      yanked: z.union([z.boolean(), z.string()]),
    }),
  ),
})

/** What upstream shows of a project; null when it has none of this name. */
export async function upstreamProject(url: string, name: string): Promise<VisibleProject | null> {
  const answer = await fetch(`${url}/simple/${name}/`, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } })
  if (answer.status === 404) return null
  const page = Page.parse(await answer.json())
  const files = page.files.map((file) => ({
    filename: file.filename,
    sha256: file.hashes.sha256,
    size: file.size,
    url: file.url,
    requiresPython: file['requires-python'] || null,
    uploadedAt: new Date(file['upload-time']).toISOString(),
    yanked: file.yanked !== false,
    yankedReason: typeof file.yanked === 'string' ? file.yanked : null,
  }))
  return { status: page['project-status'].status, versions: page.versions.sort(), files: files.sort(byName) }
}

/** What our tables say is visible of a project; null when there is none, or it is gone. */
export async function storedProject(
  { database: { sql } }: Pick<Farm, 'database'>,
  name: string,
): Promise<VisibleProject | null> {
  const [owner] = await sql`select id, status, page_serial from packages where name = ${name} and removed_at is null`
  if (owner === undefined || owner.page_serial === null) return null
  const versions = await sql`select version from releases where package_id = ${owner.id} and gone is null`
  const files = await sql`
    select f.filename, f.sha256, f.size, f.url, t.text as "requiresPython", f.uploaded_at as "uploadedAt", f.yanked,
      f.yanked_reason as "yankedReason"
    from files f join releases r on r.id = f.release_id left join requires_pythons t on t.id = f.requires_python_id
    where r.package_id = ${owner.id} and r.gone is null and f.removed_at is null`
  return {
    status: String(owner.status),
    versions: versions.map((row) => String(row.version)).sort(),
    files: files.map((row) => rowToFile(row)).sort(byName),
  }
}

function rowToFile(row: Record<string, unknown>): VisibleFile {
  return {
    filename: String(row.filename),
    sha256: String(row.sha256),
    size: row.size === null ? null : Number(row.size),
    url: String(row.url),
    requiresPython: row.requiresPython === null ? null : String(row.requiresPython),
    uploadedAt: row.uploadedAt instanceof Date ? row.uploadedAt.toISOString() : null,
    yanked: row.yanked === true,
    yankedReason: row.yankedReason === null ? null : String(row.yankedReason),
  }
}

const byName = (a: VisibleFile, b: VisibleFile): number => (a.filename < b.filename ? -1 : 1)
