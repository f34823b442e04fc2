import { readWheel } from '../../src/wheel/read-wheel.ts'

/* Reads a wheel in a process of its own, and tells the most memory that it held: `zip-bomb-process.ts PATH NAME`. */
const [path = '', name = ''] = process.argv.slice(2)
const code = await readWheel(path, name).then(
  () => 'READ',
  (error: unknown) => (error instanceof Error && 'code' in error ? error.code : String(error)),
)
process.stdout.write(JSON.stringify({ code, maxRssKib: process.resourceUsage().maxRSS }))
