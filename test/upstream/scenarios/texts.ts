import type { CommandInput } from '../commands.ts'
import { patchFile, row, type Scenario, upload } from './scenario.ts'

/** The longest name that is taken: 214 characters. */
export const longName = `spelling-${'x'.repeat(205)}`

/** Anything that a person may write, and what would harm pages, terminals, SQL and Postgres. */
const strangeText = `é 你好 😀 \u202eright to left <script>alert(1)</script> "'& '); drop table files; -- \\u0000 \u0000 ${'long '.repeat(200)}`

const texts = (name: string): CommandInput[] => [
  upload(name, '1.0', `${name}-1.0.tar.gz`, { summary: strangeText }),
  { kind: 'yank', name, version: '1.0', reason: strangeText },
]

/** Texts in requires-python that PyPI took. */
const requirements: readonly (string | null)[] = [
  null,
  '',
  '>=3.6.*',
  '3.6',
  '>=2.7,!=3.0.*',
  '~=3.7',
  'python>=3',
  'x'.repeat(10_000),
]

/** Names, texts and requirements as strangers write them. */
export const textScenarios: readonly Scenario[] = [
  {
    number: 8,
    name: 'spelling',
    about: 'one project under several spellings, names of one character, of 214, and with an İ',
    turns: () => [
      [
        upload('Spelling.Bar', '1.0', 'spelling_bar-1.0.tar.gz'),
        upload('spelling_bar', '2.0', 'spelling_bar-2.0.tar.gz'),
        upload('SPELLING-BAR', '3.0', 'spelling_bar-3.0.tar.gz'),
        upload('0-._.-0', '1.0', '0_0-1.0.tar.gz'),
        upload('z', '1.0', 'z-1.0.tar.gz'),
        upload('SPELLING-IIi', '1.0', 'spelling_iii-1.0.tar.gz'),
        upload(longName, '1.0', `${longName.replaceAll('-', '_')}-1.0.tar.gz`),
        row('spellİng', 'create'),
      ],
    ],
  },
  {
    number: 9,
    name: 'text',
    about: 'texts of every kind, nulls, missing and unknown keys, pages of later versions of the protocol',
    turns: () => [
      [
        ...texts('text'),
        patchFile('text', 'text-1.0.tar.gz', { _private: 1, unknown: { deep: [null] }, __proto: 'x' }),
        { kind: 'patch', name: 'text', set: { unheard: 1, _of: [], meta: { 'api-version': '1.9', _unknown: 1 } } },
        { kind: 'patch', name: 'text', page: 'json', set: { author: null, keywords: '', classifiers: null } },
        { kind: 'row', name: 'text', version: '1.0', action: 'add source file text-&#233;é\u0001.tar.gz' },
        upload('text-nulls', '1.0', 'text_nulls-1.0.tar.gz'),
        patchFile(
          'text-nulls',
          'text_nulls-1.0.tar.gz',
          { size: null, 'upload-time': null, yanked: null, 'requires-python': null, 'core-metadata': null },
          ['provenance'],
        ),
        upload('text-missing', '1.0', 'text_missing-1.0.tar.gz'),
        patchFile('text-missing', 'text_missing-1.0.tar.gz', {}, [
          ...['size', 'upload-time', 'yanked', 'requires-python', 'core-metadata', 'provenance'],
        ]),
        upload('text-v2', '1.0', 'text_v2-1.0.tar.gz'),
        { kind: 'patch', name: 'text-v2', set: { meta: { 'api-version': '2.0', '_last-serial': 2 ** 40 } } },
      ],
      // A megabyte of reason: what is kept of it is bounded.
      [{ kind: 'yank', name: 'text-missing', version: '1.0', reason: 'é'.repeat(500_000) }],
    ],
  },
  {
    number: 10,
    name: 'requires-python',
    about: 'requirements of Python that cannot be read, or are too long',
    turns: () => [
      requirements.map((requiresPython, at) =>
        upload('requires', `1.${at}`, `requires-1.${at}.tar.gz`, { requiresPython }),
      ),
    ],
  },
]
