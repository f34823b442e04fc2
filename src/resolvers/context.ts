import { createHash, timingSafeEqual } from 'node:crypto'
import { AccessError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** Who asks: nobody in particular, somebody with a wrong token, or a maintainer by name. */
export type Viewer = { kind: 'anonymous' } | { kind: 'stranger' } | { kind: 'maintainer'; name: string }

/** What every resolver of one request works with. */
export interface Context {
  farm: Farm
  viewer: Viewer
  loaders: Loaders
  /** Of the request that is answered, as in the log. */
  requestId: string
  /** When the request came: the same for all of it. */
  now: Date
}

export function createContext(farm: Farm, viewer: Viewer, requestId: string): Context {
  return { farm, viewer, requestId, loaders: createLoaders(farm), now: new Date() }
}

/** The one maintainer that there is: the token that proves it, and the name that events carry. */
export interface Maintainer {
  token: string
  name: string
}

/** @param authorization the header, `Bearer <token>`; compared in a time that tells nothing about the token */
export function viewerOf(authorization: string | undefined, maintainer: Maintainer): Viewer {
  if (authorization === undefined) return { kind: 'anonymous' }
  const given = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''
  const same = timingSafeEqual(digest(given), digest(maintainer.token))
  return same ? { kind: 'maintainer', name: maintainer.name } : { kind: 'stranger' }
}

/**
 * The maintainer's name, for what only a maintainer may do.
 * @throws {AccessError} UNAUTHENTICATED without a token, TOKEN_INVALID with a wrong one
 */
export function mustBeMaintainer(viewer: Viewer): string {
  if (viewer.kind === 'maintainer') return viewer.name
  if (viewer.kind === 'stranger') throw new AccessError('TOKEN_INVALID', 'this is not the maintainer token')
  throw new AccessError('UNAUTHENTICATED', 'send the maintainer token as "Authorization: Bearer <token>"')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
