import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../config.ts'
import { isNotModified } from './not-modified.ts'

/** The address holds the hash of the content, so it never shows anything else. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Serves the site's few files from memory. @returns their addresses, which change with their content */
export async function mountSiteAssets(app: FastifyInstance): Promise<{ css: string; icon: string }> {
  return {
    css: await mountAsset(app, 'site.css', 'text/css; charset=utf-8'),
    icon: await mountAsset(app, 'icon.svg', 'image/svg+xml'),
  }
}

async function mountAsset(app: FastifyInstance, name: string, type: string): Promise<string> {
  const content = await readFile(join(packageRoot, 'web', name))
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const etag = `"${hash}"`
  app.get(`/assets/${name}`, async (request, reply) => {
    void reply.header('etag', etag).header('cache-control', FOR_EVER).header('x-content-type-options', 'nosniff')
    if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.header('content-security-policy', "default-src 'none'").type(type).send(content)
  })
  return `/assets/${name}?v=${hash}`
}
