import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from './config.ts'

/**
 * This release's number, from package.json. The builder as one file has no package.json beside it, so the number is written
 * in place of this file when it is bundled (scripts/bundle-builder.mjs).
 */
export const packageVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version
