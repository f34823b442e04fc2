import { access, cp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/** npm packages hold no symbolic links, so this list says which to make, by paths from the package's folder. */
const Links = z.array(z.object({ source: z.string(), target: z.string() }))
type Links = z.infer<typeof Links>

/**
 * Makes sure that the links to PostgreSQL's shared libraries are there: the package's install script makes them, but
 * `npm ci --ignore-scripts` leaves it out. A package that cannot be written is copied first.
 * @param native the package's folder `native`
 * @param copyInto the folder that gets the copy, if one is needed
 * @returns the folder to run from: `native` or the copy
 */
export async function repairLinks(native: string, copyInto: string): Promise<string> {
  const links = await readLinks(native)
  return (await makeLinks(native, links)) ? native : copyBinaries(native, copyInto)
}

/**
 * Copies the binaries, unless a whole copy of this version is there already.
 * @returns the copy's own folder, named for the version
 */
export async function copyBinaries(native: string, copyInto: string): Promise<string> {
  const copy = join(copyInto, `binaries-${await packageVersion(native)}`)
  if (!(await exists(copy))) {
    const unfinished = `${copy}.new`
    await rm(unfinished, { recursive: true, force: true })
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
    await rename(unfinished, copy)
  }
  await makeLinks(copy, await readLinks(copy))
  return copy
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(join(dirname(native), 'package.json'), 'utf8').catch(() => '{}')
  return z.object({ version: z.string().default('unknown') }).parse(JSON.parse(text)).version
}

async function readLinks(native: string): Promise<Links> {
  try {
    return Links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
  } catch {
    return [] // a platform without such links
  }
}

/** Returns false if a link is missing that cannot be made. */
async function makeLinks(native: string, links: Links): Promise<boolean> {
  const made = links.map(async ({ source, target }) => {
    const link = join(native, target.replace(/^native\//, ''))
    if (await exists(link)) return true
    await symlink(basename(source), link).catch(() => {})
    return exists(link)
  })
  return (await Promise.all(made)).every((there) => there)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
