import { dirname, join } from 'node:path'
import { FarmError } from '../../errors.ts'
import { type Account, chooseAccount, giveFolder } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { clusterMajor, createCluster } from './cluster.ts'
import { copyBinaries } from './library-links.ts'
import { makePlace, makePlaceElsewhere, type Place } from './place.ts'

/** All that a start needs: data that are there, programs that run, and an account that reaches both. */
export interface Installation {
  place: Place
  binaries: Binaries
  account: Account
}

/**
 * Makes everything ready for a start; at the first call this sets up the data.
 * @throws {FarmError} POSTGRES_UNAVAILABLE
 */
export async function prepareInstallation(dataDir: string, say: (line: string) => void): Promise<Installation> {
  const place = await makePlace(dataDir)
  const major = await clusterMajor(place)
  const binaries = await findBinaries(major, place.folder)
  const account = await chooseAccount(binaries.postgres, place.folder)
  const installation =
    account === null ? await moveElsewhere(dataDir, place, binaries, say) : { place, binaries, account }
  await giveFolder(installation.account, installation.place.folder)
  if ((await clusterMajor(installation.place)) === null) {
    say(`Setting up PostgreSQL ${binaries.major} in ${installation.place.folder} (once).`)
    await createCluster(installation.place, installation.binaries, installation.account)
  }
  return installation
}

/** The last resort of root: programs and data where another user can reach them. */
async function moveElsewhere(
  dataDir: string,
  place: Place,
  binaries: Binaries,
  say: (line: string) => void,
): Promise<Installation> {
  const isThere = place.folder !== join(dataDir, 'postgres')
  if (!isThere && (await clusterMajor(place)) !== null) throw nobodyReaches(place)
  const reachable = isThere ? place : await makePlaceElsewhere(dataDir)
  const copied = await copyIfOurs(binaries, dirname(reachable.folder))
  const account = await chooseAccount(copied.postgres, reachable.folder)
  if (account === null) throw nobodyReaches(reachable)
  if (!isThere) {
    say(`PostgreSQL does not run as root, and no other user can reach ${dataDir}: its data are in ${reachable.folder}.`)
  }
  return { place: reachable, binaries: copied, account }
}

async function copyIfOurs(binaries: Binaries, copyInto: string): Promise<Binaries> {
  if (binaries.native === null) return binaries
  const native = await copyBinaries(binaries.native, copyInto)
  return { ...binaries, native, initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function nobodyReaches(place: Place): FarmError {
  const reason =
    process.getuid?.() === 0
      ? `PostgreSQL does not run as root, no other user can reach ${place.folder}, and user namespaces are not allowed here`
      : `PostgreSQL needs a user with a name, and user id ${process.getuid?.()} has none`
  return new FarmError('POSTGRES_UNAVAILABLE', `${reason}. Run as an ordinary user, or set DATABASE_URL.`)
}
