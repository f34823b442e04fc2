/** A process with two resources, to which the test sends real signals. argv[2] is how long the second one's release takes, in milliseconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createShutdown } from '../../src/cli/processes/shutdown.ts'

const shutdown = createShutdown({ say: (line) => console.log(`said ${line}`), forceMs: 2_000 })
shutdown.push('first', async () => console.log('released first'))
shutdown.push('failing', async () => {
  throw new Error('it is broken')
})
shutdown.push('slow', async () => {
  await sleep(Number(process.argv[2]), undefined, { signal: shutdown.killSignal }).catch(() => console.log('cut short'))
  console.log('released slow')
})
shutdown.push('stuck', () => new Promise(() => {}), 100)
const work = setInterval(() => {}, 1_000)
shutdown.signal.addEventListener('abort', () => clearInterval(work))
console.log('ready')
await new Promise((resolve) => shutdown.signal.addEventListener('abort', resolve))
process.exitCode = await shutdown.run()
shutdown.dispose()
