import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../config.ts'
import { NotFoundError } from '../errors.ts'
import { isNotModified } from './not-modified.ts'

/** Made by scripts/bundle-builder.mjs. */
const builtFile = join(packageRoot, 'dist', 'builder.mjs')

/**
 * Serves the builder as one file, to anybody: it holds no secret, and who runs it must enrol. It is read once, so that what
 * is served is of the same version as the farm that serves it.
 */
export async function mountBuilderFile(app: FastifyInstance, path: string = builtFile): Promise<void> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const etag = content === null ? '' : `"${createHash('sha256').update(content).digest('hex')}"`
  app.get('/farm/v1/builder.mjs', async (request, reply) => {
    if (content === null) throw new NotFoundError('BUILDER_NOT_BUILT', 'this farm was started without a built builder')
    void reply.header('etag', etag).header('cache-control', 'no-cache').header('x-content-type-options', 'nosniff')
    if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.header('content-security-policy', "default-src 'none'").type('text/javascript').send(content)
  })
}
