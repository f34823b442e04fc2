import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. All commands run there, whatever the caller's folder is. */
export const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)))
