import { lstat, readdir, readlink, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** What of this machine a build sees, read-only. Nothing else of the file system is there at all. */
export interface VisibleFiles {
  /** Folders and files at their own places. */
  shown: string[]
  /** Links of the root folder, such as `/bin` → `usr/bin`. */
  links: [target: string, path: string][]
  /** Below what is shown, what others than its owner may not read: the build runs as the builder's own user. */
  masked: { path: string; isFolder: boolean }[]
}

/** Programs, libraries, settings. Homes, mounted disks, sockets, logs and caches are not among them. */
const systemFolders: readonly string[] = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt',
  '/nix',
]
/** dpkg's lists, which some builds ask; the processors, which `nproc` counts. */
const alsoShown: readonly string[] = ['/etc', '/var/lib/dpkg', '/sys/devices/system/cpu']
/** Of /etc, more entries than this are not looked at: then none of it is shown. */
const mostEntries = 50_000

/**
 * @param python the interpreter: its installation is shown, wherever it is
 * @param prefixes its `sys.prefix` and `sys.base_prefix`
 */
export async function visibleFiles(python: string, prefixes: readonly string[]): Promise<VisibleFiles> {
  const links: VisibleFiles['links'] = []
  const shown: string[] = []
  for (const path of [...systemFolders, ...alsoShown]) {
    const found = await lstat(path).catch(() => null)
    if (found?.isSymbolicLink()) links.push([await readlink(path), path])
    else if (found !== null) shown.push(path)
  }
  const own = [...prefixes, ...(await foldersInPath()), ...(await dirnamesOf(python))]
  for (const path of own) if (!isBelow(path, shown) && isSpecific(path)) shown.push(path)
  return { shown, links, masked: await unreadable('/etc') }
}

/** Operators say by PATH which compilers there are; folders of it may lie anywhere. */
async function foldersInPath(): Promise<string[]> {
  const folders = (process.env.PATH ?? '').split(':').filter((path) => path.startsWith('/') && /\/s?bin\/?$/.test(path))
  const existing = await Promise.all(
    folders.map((path) =>
      lstat(path).then(
        () => resolve(path),
        () => null,
      ),
    ),
  )
  return existing.filter((path) => path !== null)
}

async function dirnamesOf(python: string): Promise<string[]> {
  const real = await realpath(python).catch(() => python)
  return [dirname(python), dirname(real)]
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}

/** A prefix such as `/` or `/home` would show everything. */
const isSpecific = (path: string): boolean => path.startsWith('/') && path.split('/').filter(Boolean).length >= 2

async function unreadable(root: string): Promise<VisibleFiles['masked']> {
  const masked: VisibleFiles['masked'] = []
  const open = [root]
  let seen = 0
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const found = await lstat(path).catch(() => null)
      seen += 1
      if (seen > mostEntries) return [{ path: root, isFolder: true }]
      if (found === null || found.isSymbolicLink()) continue
      const isFolder = found.isDirectory()
      const needed = isFolder ? 0o005 : 0o004
      if ((found.mode & needed) !== needed) masked.push({ path, isFolder })
      else if (isFolder) open.push(path)
    }
  }
  return masked
}
