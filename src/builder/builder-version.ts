import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../config.ts'

const Package = z.object({ version: z.string() })

/** The version of Wheelyard that this builder is of, as reports tell it. */
export const builderVersion = Package.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version
