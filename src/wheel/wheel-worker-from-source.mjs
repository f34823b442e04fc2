// Starts wheel-worker.ts where nothing was compiled: a worker thread does not get the TypeScript loader of the main one.
// Development only; dist/ has no copy of it.
import { register } from 'tsx/esm/api'

register()
await import('./wheel-worker.ts')
