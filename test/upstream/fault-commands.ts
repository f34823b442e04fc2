import { type Command, Option } from 'commander'
import { client, type Target, tell } from './client-commands.ts'
import { wholeNumber } from './whole-number.ts'

interface FaultOptions extends Target {
  times?: number | 'ever'
  encoding?: 'gzip' | 'identity'
  status?: number
  body?: string
  contentType?: string
  bodyBytes?: number
  endlessHeaders?: true
  html503?: true
  rpcFault?: string
  retryAfter?: string
  header?: string[]
  dropHeader?: string[]
  delayMs?: number
  bytesPerSec?: number
  truncateAt?: number
  truncateAs?: 'reset' | 'short' | 'close'
  staleFor?: number
  staleForMs?: number
  staleUntil?: number
  negative404Ms?: number
}

/** The commands by which a stand-in elsewhere misbehaves. */
export function addFaultCommands(program: Command): void {
  client(program, 'fault <route>', 'makes a route fail; it may end in *')
    .option('--times <n>', 'how many requests, or "ever"; 1 when not given', times)
    .addOption(new Option('--encoding <which>', 'only requests that accept it').choices(['gzip', 'identity']))
    .option('--status <code>', 'answers this status', wholeNumber)
    .option('--body <text>', 'answers this body')
    .option('--content-type <type>', 'of such an answer')
    .option('--body-bytes <n>', 'answers so many bytes of nothing', wholeNumber)
    .option('--endless-headers', 'sends headers without end')
    .option('--html503', 'answers the HTML page of a 503')
    .option('--rpc-fault <text>', 'answers an XML-RPC call with a fault -32500 of this text')
    .option('--retry-after <value>', 'seconds or a date')
    .option('--header <line...>', 'sets a header, such as "location: /elsewhere"')
    .option('--drop-header <name...>', 'leaves a header out')
    .option('--delay-ms <n>', 'answers late', wholeNumber)
    .option('--bytes-per-sec <n>', 'answers slowly', wholeNumber)
    .option('--truncate-at <bytes>', 'stops the body there', wholeNumber)
    .addOption(new Option('--truncate-as <how>', 'what the reader sees of it').choices(['reset', 'short', 'close']))
    .option('--stale-for <reads>', 'answers so many reads as if nothing changed from now on', wholeNumber)
    .option('--stale-for-ms <n>', 'the same for so long', wholeNumber)
    .option('--stale-until <serial>', 'the same until the project has this serial', wholeNumber)
    .option('--negative404-ms <n>', 'answers 404 for so long', wholeNumber)
    .action((route: string, options: FaultOptions) => tellFault(route, options))
  client(program, 'clear-faults', 'ends all faults').action((options: Target) =>
    tell(options, { kind: 'clear-faults' }),
  )
  client(program, 'cdn', 'how pages are cached from now on; without an option: not at all')
    .option('--stale-reads <n>', 'reads that still get the old page after a change', wholeNumber)
    .option('--stale-ms <n>', 'how long they may', wholeNumber)
    .option('--negative-ms <n>', 'how long a 404 is remembered', wholeNumber)
    .option('--index-frozen-ms <n>', 'how long the list of all projects stays as it was', wholeNumber)
    .action(({ url, json, ...settings }: Target) => tell({ url, ...(json && { json }) }, { kind: 'cdn', ...settings }))
}

async function tellFault(route: string, options: FaultOptions): Promise<void> {
  const { url, json, times: given, header = [], rpcFault, staleForMs, staleUntil, ...same } = options
  await tell(
    { url, ...(json && { json }) },
    {
      kind: 'fault',
      route,
      ...same,
      ...(given === undefined ? {} : { times: given === 'ever' ? null : given }),
      ...(rpcFault === undefined ? {} : { rpcFault: { code: -32_500, text: rpcFault } }),
      ...(staleForMs === undefined ? {} : { staleFor: { ms: staleForMs } }),
      ...(staleUntil === undefined ? {} : { staleFor: { serial: staleUntil } }),
      headers: Object.fromEntries(header.map(parseHeader)),
    },
  )
}

function times(text: string): number | 'ever' {
  return text === 'ever' ? 'ever' : wholeNumber(text)
}

function parseHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}
