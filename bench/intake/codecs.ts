import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Encoder } from 'cbor-x'
import { sampleReport } from '../../test/schema/sample-report.ts'
import { round } from '../bench.ts'
import { timesOf } from '../spread.ts'

const TIMES = 20_000
/** The report beside a log of 10 kB: what a message that held all of it would cost. */
const message = { ...sampleReport(), text: 'a line of some length that a compiler has said\n'.repeat(213) }

const PYTHON = `
import cbor2, json, sys, time
message = json.load(sys.stdin)
for _ in range(200): cbor2.loads(cbor2.dumps(message))
start = time.perf_counter()
for _ in range(5000): cbor2.loads(cbor2.dumps(message))
print((time.perf_counter() - start) / 5000 * 1e6)
`

/** Microseconds to encode and decode a message once, the mean of many; null where there is no such codec on this machine. */
export async function codecTimes(signal: AbortSignal): Promise<Record<string, number | null>> {
  const cbor = new Encoder({ useRecords: false, variableMapSize: true, tagUint8Array: false })
  return {
    'cbor-x': await mean(signal, () => cbor.decode(cbor.encode(message))),
    JSON: await mean(signal, () => JSON.parse(JSON.stringify(message))),
    'Python cbor2': await pythonTime(),
  }
}

async function mean(signal: AbortSignal, work: () => unknown): Promise<number> {
  for (let n = 0; n < 500; n += 1) work()
  const [ms = 0] = await timesOf(1, signal, async () => {
    for (let n = 0; n < TIMES; n += 1) work()
  })
  return round((ms / TIMES) * 1_000)
}

async function pythonTime(): Promise<number | null> {
  const running = promisify(execFile)('python3', ['-c', PYTHON])
  running.child.stdin?.end(JSON.stringify(message))
  return running.then(
    ({ stdout }) => round(Number(stdout)),
    () => null,
  )
}
