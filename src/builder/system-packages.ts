import { execFile } from 'node:child_process'
import { open, readFile, realpath } from 'node:fs/promises'
import { SystemPackage } from '../../schema/report.ts'
import { readElf } from '../wheel/elf.ts'
import { baseSystem } from './base-system.ts'

const statusFile = '/var/lib/dpkg/status'
/** Not in the PATH of users that are not root. */
const ldconfig = '/sbin/ldconfig'
/** A slow SD card takes seconds. */
const timeoutMs = 60_000
const maxOutputBytes = 16 * 1024 ** 2
/** Paths in one call: far below what a command line holds. */
const pathsAtOnce = 500

/**
 * Which Debian package brings each library on this machine, as the dynamic linker would find it; a library whose package cannot be
 * told is left out, and all are where there is no dpkg.
 * @param machines that the wheel is for, as elf.ts names them: a library of another one is no answer
 */
export async function findSystemPackages(
  sonames: readonly string[],
  machines: readonly string[],
): Promise<SystemPackage[]> {
  const status = sonames.length === 0 ? null : await readFile(statusFile, 'utf8').catch(() => null)
  if (status === null) return []
  const base = baseSystem(status)
  const known = parseLinkerCache(await output(ldconfig, ['-p']))
  const places = new Map<string, string[]>()
  for (const soname of sonames) {
    const path = await firstFor(machines, known.get(soname) ?? [])
    if (path !== null) places.set(soname, await spellingsOf(path))
  }
  const owners = await ownersOf([...places.values()].flat())
  return [...places].flatMap(([soname, paths]) => {
    const name = paths.map((path) => owners.get(path)).find((owner) => owner !== undefined)
    const found = SystemPackage.safeParse({ soname, name, base: name !== undefined && base.has(name) })
    return found.success ? [found.data] : []
  })
}

/** Lines of `ldconfig -p`: `libz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1`. Paths by soname, in the linker's order. */
export function parseLinkerCache(text: string): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const [, soname = '', path = ''] of text.matchAll(/^\s*(\S+) \(.*\) => (\/.*)$/gm)) {
    paths.set(soname, [...(paths.get(soname) ?? []), path])
  }
  return paths
}

/** Lines of `dpkg-query --search`: `zlib1g:amd64, other: /lib/x86_64-linux-gnu/libz.so.1`. The first package by path. */
export function parseOwners(text: string): Map<string, string> {
  const owners = new Map<string, string>()
  for (const [, name = '', path = ''] of text.matchAll(/^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?:, .*)?: (\/.*)$/gm)) {
    owners.set(path, name)
  }
  return owners
}

async function firstFor(machines: readonly string[], paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const machine = await machineOf(path)
    if (machine !== null && machines.includes(machine)) return path
  }
  return null
}

async function machineOf(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return null
  try {
    const facts = await readElf(async (offset, length) => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    })
    return facts?.machine ?? null
  } catch {
    return null // a broken library of this machine tells nothing
  } finally {
    await file.close()
  }
}

/**
 * What dpkg may know a file by: as it is found, or without links (alternatives), each with and without `/usr`, since on a merged
 * system both are the same folder and packages differ in which they name.
 */
async function spellingsOf(path: string): Promise<string[]> {
  const real = await realpath(path).catch(() => path)
  const other = (one: string): string => (one.startsWith('/usr/') ? one.slice('/usr'.length) : `/usr${one}`)
  // dpkg takes a path with these for a pattern.
  return [path, other(path), real, other(real)].filter((one) => !/[*?[\]\\\n]/.test(one))
}

async function ownersOf(paths: readonly string[]): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  for (let at = 0; at < paths.length; at += pathsAtOnce) {
    const text = await output('dpkg-query', ['--search', '--', ...paths.slice(at, at + pathsAtOnce)])
    for (const [path, name] of parseOwners(text)) owners.set(path, name)
  }
  return owners
}

/** What a program prints, also when it ends with a fault: dpkg-query does when one path of many is nobody's. Nothing if it does not run. */
function output(command: string, args: readonly string[]): Promise<string> {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutputBytes, env } as const
  return new Promise((resolve) => {
    execFile(command, args, options, (_error, stdout) => resolve(stdout))
  })
}
