import type { CommandInput } from '../commands.ts'
import { patchFile, type Scenario, upload, uploads } from './scenario.ts'

/** Upload times that no clock of today gives. */
const oddTimes: Readonly<Record<string, string | null>> = {
  'no-fraction': '2024-01-02T03:04:05Z',
  null: null,
  old: '1999-12-31T23:59:59Z',
  future: '2999-01-01T00:00:00.000001Z',
  '2005': '2005-06-07T08:09:10.123456Z',
  none: 'yesterday',
}

/** Addresses of files that nobody may follow; each is a file of its own. */
export const badUrls: readonly string[] = [
  'http://192.0.2.1/packages/x.tar.gz',
  'https://files.example/packages/x.tar.gz',
  'file:///etc/passwd',
  'http://user:secret@127.0.0.1/packages/x.tar.gz',
  'javascript:alert(1)',
  '//169.254.169.254/latest/meta-data',
]

const timesOf = (): CommandInput[] =>
  Object.entries(oddTimes).flatMap(([name, time], at) => [
    upload('times', `1.${at}`, `times-1.${at}.tar.gz`),
    patchFile(
      'times',
      `times-1.${at}.tar.gz`,
      name === 'none' ? {} : { 'upload-time': time },
      name === 'none' ? ['upload-time'] : [],
    ),
  ])

const badFiles = (): CommandInput[] =>
  badUrls.flatMap((url, at) => [
    upload('files', `2.${at}`, `files-2.${at}.tar.gz`),
    patchFile('files', `files-2.${at}.tar.gz`, { url }),
  ])

/** What pages say of files, and what happens to very many. */
export const fileScenarios: readonly Scenario[] = [
  {
    number: 17,
    name: 'times',
    about:
      'times without fraction, missing, of the past and future; sizes of nothing and beyond 2^32; hashes in capitals, and changed',
    turns: () => [
      [
        ...timesOf(),
        ...uploads('times', '2.0', 'times-2.0.tar.gz', 'times-2.0.zip', 'times-2.0-py3-none-any.whl'),
        patchFile('times', 'times-2.0.tar.gz', { size: 0 }),
        patchFile('times', 'times-2.0.zip', { size: 2 ** 40 }),
        patchFile('times', 'times-2.0-py3-none-any.whl', { hashes: { sha256: 'AB'.repeat(32) } }),
      ],
      [
        patchFile('times', 'times-2.0.tar.gz', { hashes: { sha256: 'cd'.repeat(32) } }),
        upload('times', '3.0', 'times-3.0.zip'),
      ],
    ],
  },
  {
    number: 18,
    name: 'files',
    about:
      'files that are not there for a while, of another hash and size than told, at addresses that nobody may follow',
    turns: (secondMs) => [
      [
        { kind: 'demo', name: 'files-late', version: '1.0', like: 'demo-greeting' },
        { kind: 'demo', name: 'files-hash', version: '1.0', like: 'demo-greeting' },
        patchFile('files-hash', 'files_hash-1.0.tar.gz', { hashes: { sha256: 'ef'.repeat(32) } }),
        { kind: 'demo', name: 'files-size', version: '1.0', like: 'demo-greeting' },
        patchFile('files-size', 'files_size-1.0.tar.gz', { size: 1 }),
        ...uploads('files', '1.0', 'files-1.0.tar.gz'),
        ...badFiles(),
        { kind: 'fault', route: '/packages/*', negative404Ms: 600 * secondMs },
      ],
    ],
  },
  {
    number: 19,
    name: 'mass',
    about:
      '5,000 projects that go in one burst, and a backlog of 100,000 events; then a list of all that lacks 2 % of the names',
    turns: () => [
      [
        { kind: 'many-projects', prefix: 'mass', count: 5_000 },
        { kind: 'many-projects', prefix: 'mass-stays', count: 200 },
        ...uploads('mass-survivor', '1.0', 'mass-survivor-1.0.tar.gz'),
      ],
      [
        ...Array.from({ length: 5_000 }, (_, at): CommandInput => ({ kind: 'remove-project', name: `mass-${at}` })),
        { kind: 'row', name: 'mass-survivor', action: 'add Maintainer ann', count: 100_000 },
        ...uploads('mass-survivor', '2.0', 'mass-survivor-2.0.tar.gz'),
      ],
      [{ kind: 'fault', route: '/simple/', distort: 'names-missing' }],
    ],
  },
]
