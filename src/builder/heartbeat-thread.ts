import { parentPort, workerData } from 'node:worker_threads'
import { pause } from '../patience.ts'
import { openFarmClient } from './farm-client.ts'
import { type FromHeartbeat, HeartbeatSetup, ToHeartbeat } from './heartbeat-messages.ts'
import { machineLoad } from './machine-load.ts'

/** A missed beat is made up for sooner than the next one is due, and well before the farm gives up (180 s). */
const soonestRetryMs = 5_000

/** Beats until told to stop. This file runs as a worker thread and imports nothing that could block it. */
async function run(): Promise<void> {
  const setup = HeartbeatSetup.parse(workerData)
  const { builderVersion, selfTest, dataDir } = setup
  const client = openFarmClient(setup.serverUrl, setup.credentials)
  const stop = new AbortController()
  let attempts: number[] = []
  parentPort?.on('message', (raw: unknown) => {
    const message = ToHeartbeat.parse(raw)
    if (message === 'stop') stop.abort()
    else attempts = message.attempts
  })
  const tell = (message: FromHeartbeat): void => parentPort?.postMessage(message)
  while (!stop.signal.aborted) {
    const said = { attempts, clockSkewMs: client.clockSkewMs(), builderVersion, selfTest }
    const answer = await client.beat({ ...said, ...(await machineLoad(dataDir)) })
    if (answer.kind === 'ok') tell(answer.value)
    else if (answer.kind === 'no' && (answer.status === 401 || answer.status === 403))
      tell({ command: 'exit', cancel: [] })
    else tell({ missed: answer.kind === 'later' ? answer.why : answer.message })
    const wait = answer.kind === 'ok' ? setup.beatEveryMs : Math.min(setup.beatEveryMs, soonestRetryMs)
    await pause(wait, stop.signal)
  }
  await client.close()
  parentPort?.close()
}

void run()
