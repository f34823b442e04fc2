import type { CommandInput } from '../commands.ts'
import { row, type Scenario, upload } from './scenario.ts'

type FaultInput = Omit<Extract<CommandInput, { kind: 'fault' }>, 'kind' | 'route'>
const fault = (route: string, of: FaultInput): CommandInput => ({ kind: 'fault', route, ...of })
const release = (name: string, version: string): CommandInput => upload(name, version, `${name}-${version}.tar.gz`)

/** A page that fails before it is well, by what is wrong with it. */
export const pageFaults: Readonly<Record<string, FaultInput>> = {
  'status-500': { status: 500 },
  'status-502': { status: 502 },
  html503: { html503: true },
  'retry-seconds': { status: 503, retryAfter: 1 },
  'retry-date': { status: 503, retryAfter: 'Wed, 01 Jan 2025 00:00:00 GMT' },
  'retry-zero': { status: 429, retryAfter: 0 },
  'retry-junk': { status: 503, retryAfter: 'soon' },
  reset: { truncateAt: 50 },
  'cut-with-length': { truncateAt: 50, truncateAs: 'short' },
  'cut-without-length': { truncateAt: 50, truncateAs: 'close' },
  'wrong-type': { headers: { 'content-type': 'application/octet-stream' } },
  html: { body: '<html></html>', contentType: 'text/html' },
  'json-of-nothing': { body: 'null', contentType: 'application/vnd.pypi.simple.v1+json' },
  'deep-json': { body: '['.repeat(200_000), contentType: 'application/vnd.pypi.simple.v1+json' },
  'redirect-loop': { status: 301, headers: { location: '/simple/fault-redirect-loop/' } },
  'redirect-away': { status: 302, headers: { location: 'http://192.0.2.1/simple/fault-redirect-away/' } },
  'redirect-to-other': { status: 301, headers: { location: '/simple/fault-html503/' } },
  'slow-loris': { bytesPerSec: 1, times: 1 },
  'endless-headers': { endlessHeaders: true },
  huge: { bodyBytes: 300 * 1_048_576, contentType: 'application/vnd.pypi.simple.v1+json', times: 1 },
}

const xml = (value: string, before = ''): FaultInput => ({
  body: `<?xml version="1.0"?>${before}<methodResponse><params><param>${value}</param></params></methodResponse>`,
  contentType: 'text/xml',
})
const bomb =
  '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;">]>'

/** What the changelog answers in place of itself. */
const changelogFaults: Readonly<Record<string, FaultInput>> = {
  limit: {
    rpcFault: {
      code: -32_500,
      text: 'HTTPTooManyRequests: The action could not be performed. Limit may reset in 7 seconds.',
    },
  },
  'limit-without-time': {
    rpcFault: { code: -32_500, text: 'HTTPTooManyRequests: The action could not be performed.' },
  },
  bomb: xml('<value>&d;</value>', bomb),
  cdata: xml('<value><array><data></data></array></value><![CDATA[<value>]]>'),
  'no-rows': xml('<value>text without a type</value>'),
  'deep-xml': xml('<value><array><data>'.repeat(5_000)),
  html503: { html503: true },
  busy: { status: 429, retryAfter: 1 },
  reset: { truncateAt: 30 },
  huge: { bodyBytes: 300 * 1_048_576, contentType: 'text/xml' },
}

/** What the protocol itself does to its readers. */
export const protocolScenarios: readonly Scenario[] = [
  {
    number: 14,
    name: 'changelog',
    about: 'full pages, repeated and unsorted rows, rows of four and six elements, odd times, serials beyond 2^31',
    turns: () => [
      [release('changelog', '1.0')],
      [{ kind: 'row', name: 'changelog', action: 'add Maintainer ann', count: 50_000 }],
      [{ kind: 'row', name: 'changelog', action: 'add Maintainer bob', count: 50_001 }],
      [fault('/pypi', { distort: 'repeated' }), fault('/pypi', { distort: 'reversed' }), release('changelog', '2.0')],
      [fault('/pypi', { distort: 'long-rows' }), release('changelog-long', '1.0')],
      [fault('/pypi', { distort: 'short-rows' }), release('changelog-short', '1.0')],
      [
        { ...row('changelog', 'add Maintainer eve'), at: '2030-01-01T00:00:00Z' },
        { ...row('changelog', 'an action of the future'), at: '2001-01-01T00:00:00Z' },
        { kind: 'row', name: 'changelog', action: 'far away', gap: 1_000_000 },
        { kind: 'row', name: 'changelog', action: 'beyond 32 bits', gap: 2 ** 31 },
        release('changelog', '3.0'),
      ],
    ],
  },
  {
    number: 15,
    name: 'staleness',
    about: 'pages that lag, each in its own way; the list of all projects lags too',
    turns: () => [
      staleCases.map(({ name }) => release(`stale-${name}`, '1.0')),
      staleCases.flatMap(({ name, faults }) => [
        ...faults.map(([route, of]) => fault(route, of)),
        release(`stale-${name}`, '2.0'),
      ]),
    ],
  },
  {
    number: 16,
    name: 'faults',
    about: 'everything that can be wrong with an answer, for pages and for the changelog',
    turns: () => [
      [
        ...Object.entries(pageFaults).map(([name, of]) => fault(`/simple/fault-${name}/`, { times: 2, ...of })),
        fault('/simple/fault-cut-gzip/', { encoding: 'gzip', truncateAt: 60, truncateAs: 'short', times: 2 }),
        ...Object.values(changelogFaults).map((of) => fault('/pypi', of)),
        ...Object.keys(pageFaults).map((name) => release(`fault-${name}`, '1.0')),
        release('fault-cut-gzip', '1.0'),
      ],
    ],
  },
]

interface StaleCase {
  name: string
  faults: [route: string, fault: FaultInput][]
}

const staleCases: readonly StaleCase[] = [
  { name: 'reads', faults: [['/simple/stale-reads/', { staleFor: 3 }]] },
  { name: 'gzip', faults: [['/simple/stale-gzip/', { staleFor: 'ever', encoding: 'gzip' }]] },
  { name: 'simple', faults: [['/simple/stale-simple/', { staleFor: 'ever' }]] },
  { name: 'header', faults: [['/simple/stale-header/', { dropHeader: 'x-pypi-last-serial', times: null }]] },
  { name: 'disagree', faults: [['/simple/stale-disagree/', { headers: { 'x-pypi-last-serial': '1' }, times: 3 }]] },
  { name: 'not-modified', faults: [['/simple/stale-not-modified/', { status: 304, times: 2 }]] },
  { name: 'index', faults: [['/simple/', { staleFor: 'ever' }]] },
]
