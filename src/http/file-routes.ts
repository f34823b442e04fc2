import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FarmError, NotFoundError } from '../errors.ts'
import type { Farm } from '../jobs/farm.ts'
import { hasControls } from '../plain-text.ts'
import { findServableWheel } from '../store/index-pages.ts'
import { chooseRange } from './byte-range.ts'
import { isNotModified } from './not-modified.ts'

/** A published name never changes its bytes. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const METADATA = '.metadata'
/** No name of ours is longer. Characters; all are ASCII. */
const NAME_LENGTH = 255

interface Artifact {
  sha256: string
  /** Bytes. */
  size: number
}

/** Wheels and, beside each, its METADATA (PEP 658), by their public names. A name is looked up, never made a path. */
export function mountFileRoutes(app: FastifyInstance, farm: Farm): void {
  app.route<{ Params: { filename: string } }>({
    method: ['GET', 'HEAD'],
    url: '/files/:filename',
    handler: async (request, reply) => {
      const artifact = await findArtifact(farm, request.params.filename)
      if (artifact === null) throw new NotFoundError('NOT_FOUND', 'no file has this name')
      return sendArtifact(farm, artifact, request, reply)
    },
  })
}

async function findArtifact(farm: Farm, name: string): Promise<Artifact | null> {
  const wheelName = name.endsWith(METADATA) ? name.slice(0, -METADATA.length) : name
  // Postgres would not even compare what holds such characters.
  if (wheelName.length > NAME_LENGTH || hasControls(wheelName)) return null
  const wheel = await findServableWheel(farm.database.db, wheelName)
  if (wheel === null || wheelName === name) return wheel
  return { sha256: wheel.metadataSha256, size: await farm.artifacts.size(wheel.metadataSha256).catch(lost) }
}

/** Sends the bytes, or the part of them that is asked for. Never compressed: pip hashes what arrives. */
async function sendArtifact(
  farm: Farm,
  { sha256, size }: Artifact,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${sha256}"`
  if (isNotModified(request.headers['if-none-match'], etag)) return describe(reply, etag).code(304).send()
  if (request.method === 'HEAD') return describe(reply, etag).header('content-length', String(size)).send()

  const range = chooseRange(rangeAsked(request, etag), size)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  if (range === 'whole') {
    const bytes = await farm.artifacts.open(sha256).catch(lost)
    return describe(reply, etag).header('content-length', String(size)).send(bytes)
  }
  const bytes = await farm.artifacts.open(sha256, range).catch(lost)
  return describe(reply, etag)
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${size}`)
    .header('content-length', String(range.end - range.start + 1))
    .send(bytes)
}

function describe(reply: FastifyReply, etag: string): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('etag', etag)
    .header('cache-control', FOR_EVER)
    .header('accept-ranges', 'bytes')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
}

/** A client that goes on with what it has of another file is sent the whole of this one (If-Range). */
function rangeAsked(request: FastifyRequest, etag: string): string | undefined {
  const ifRange = request.headers['if-range']
  return ifRange === undefined || ifRange === etag ? request.headers.range : undefined
}

/** The database knows the file and the disk does not: nobody's request is at fault. */
function lost(cause: unknown): never {
  if (cause instanceof NotFoundError) throw new FarmError('ARTIFACT_LOST', cause.message, { cause })
  throw cause
}
