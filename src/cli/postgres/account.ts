import { lchown, lstat, readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { runTool, type ToolCall } from './tool.ts'

/** As whom PostgreSQL runs, since it refuses root: ourselves, another user, or a user namespace in which root is nobody. */
export type Account =
  | { kind: 'self' }
  | { kind: 'user'; name: string; uid: number; gid: number }
  | { kind: 'namespace' }

/** The call of a tool as this account. */
export function asAccount(account: Account, command: string, args: readonly string[]): ToolCall {
  switch (account.kind) {
    case 'self':
      return { command, args }
    case 'user':
      return { command, args, uid: account.uid, gid: account.gid }
    case 'namespace':
      return { command: 'unshare', args: ['--user', command, ...args] }
  }
}

/**
 * Finds an account that can run `binary` and reach `folder`. As root these are, in order: the user who owns the data
 * folder or one above it, or above the binary, `postgres`, `nobody`, and a user namespace, which also works under a 0700 home of root.
 * @param folder an absolute path; it need not exist, its parent must
 * @returns null if none can
 */
export async function chooseAccount(binary: string, folder: string): Promise<Account | null> {
  for (const account of await candidates([dirname(folder), dirname(binary)])) {
    if (await reaches(account, binary, dirname(folder))) return account
  }
  return null
}

async function candidates(parents: readonly string[]): Promise<Account[]> {
  const namespace: Account = { kind: 'namespace' }
  if (process.getuid?.() !== 0) return hasName() ? [{ kind: 'self' }] : [namespace]
  const owning = (await Promise.all(parents.map(owners))).flat()
  const names = [...new Set([...owning, 'postgres', 'nobody'])]
  const users = await Promise.all(names.map(findUser))
  return [...users.filter((user) => user !== null), namespace]
}

/** The user ids, but root's, that own the folder or one above it: under a closed home, its owner alone gets through. */
async function owners(folder: string): Promise<string[]> {
  const { uid } = await lstat(folder)
  const above = folder === dirname(folder) ? [] : await owners(dirname(folder))
  return uid === 0 ? above : [...new Set([String(uid), ...above])]
}

/** initdb looks its user up by name; a container may run us as a bare number. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

async function findUser(nameOrUid: string): Promise<Account | null> {
  const [name, uid, gid] = await Promise.all(
    ['-un', '-u', '-g'].map((flag) => runTool({ command: 'id', args: [flag, nameOrUid] })),
  )
  if (name?.code !== 0 || uid?.code !== 0 || gid?.code !== 0) return null
  return { kind: 'user', name: name.output.trim(), uid: Number(uid.output), gid: Number(gid.output) }
}

async function reaches(account: Account, binary: string, parent: string): Promise<boolean> {
  const call = asAccount(account, '/bin/sh', ['-c', 'cd "$1" && exec "$2" --version', 'sh', parent, binary])
  return (await runTool({ ...call, cwd: '/' })).code === 0
}

/**
 * Gives the folder and all in it to the account, if we are root. The folder's own owner changes last, so that a
 * broken-off change is taken up again.
 * @param options.again true if files were added since the folder was given
 */
export async function giveFolder(account: Account, folder: string, { again = false } = {}): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = account.kind === 'user' ? account : { uid: 0, gid: 0 }
  if (!again && (await lstat(folder)).uid === uid) return
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), uid, gid)
  await lchown(folder, uid, gid)
}
