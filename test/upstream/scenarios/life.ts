import { row, type Scenario, uploads } from './scenario.ts'

/** What happens to projects in the course of time. */
export const lifeScenarios: readonly Scenario[] = [
  {
    number: 11,
    name: 'yank',
    about: 'yanked, for a reason, taken back, again, for another reason, all of a project, and before its page knows',
    turns: () => [
      [
        ...uploads('yank', '1.0', 'yank-1.0.tar.gz', 'yank-1.0-py3-none-any.whl'),
        ...uploads('yank', '2.0', 'yank-2.0.zip'),
      ],
      [{ kind: 'yank', name: 'yank', version: '1.0' }],
      [{ kind: 'yank', name: 'yank', version: '1.0', reason: 'broken' }],
      [{ kind: 'unyank', name: 'yank', version: '1.0' }],
      [
        { kind: 'yank', name: 'yank', version: '1.0', reason: 'again' },
        { kind: 'yank', name: 'yank', version: '1.0', reason: 'for another reason' },
        { kind: 'fault', route: '/simple/yank/', staleFor: 3 },
        { kind: 'yank', name: 'yank', version: '2.0', reason: 'all of them' },
      ],
    ],
  },
  {
    number: 12,
    name: 'removal',
    about: 'files, releases and projects removed, made anew, quarantined and cleared',
    turns: () => [
      [
        ...uploads('removal', '1.0', 'removal-1.0.tar.gz', 'removal-1.0.zip'),
        ...uploads('removal', '2.0', 'removal-2.0.tar.gz'),
        ...uploads('removal', '3.0', 'removal-3.0.tar.gz'),
        ...uploads('removal-project', '1.0', 'removal-project-1.0.tar.gz'),
        ...uploads('removal-again', '1.0', 'removal-again-1.0.tar.gz'),
        ...uploads('removal-at-once', '1.0', 'removal-at-once-1.0.tar.gz'),
        ...uploads('removal-quarantine', '1.0', 'removal-quarantine-1.0.tar.gz'),
        ...uploads('removal-legacy', '1.0', 'removal-legacy-1.0.tar.gz'),
      ],
      [
        { kind: 'remove-file', filename: 'removal-1.0.zip' },
        { kind: 'remove-release', name: 'removal', version: '2.0' },
        { kind: 'quarantine', name: 'removal', version: '3.0' },
        { kind: 'remove-project', name: 'removal-project' },
        { kind: 'remove-project', name: 'removal-again' },
        { kind: 'quarantine', name: 'removal-quarantine' },
        // Bare, with no version: the project, in the words of the old PyPI.
        row('removal-legacy', 'remove'),
        row('removal-legacy', 'rename from Removal-Older'),
      ],
      [
        { kind: 'clear-quarantine', name: 'removal', version: '3.0' },
        { kind: 'clear-quarantine', name: 'removal-quarantine' },
        ...uploads('Removal.AGAIN', '2.0', 'removal-again-2.0.tar.gz'),
        { kind: 'remove-project', name: 'removal-at-once' },
        ...uploads('Removal_At_Once', '1.0', 'removal-at-once-1.0.post1.tar.gz'),
      ],
    ],
  },
  {
    number: 13,
    name: 'order',
    about: 'a file before its release, names that appear late, never, or are none',
    turns: (secondMs) => [
      [
        row('order', 'add source file order-1.0.tar.gz', '1.0'),
        ...uploads('order', '1.0', 'order-1.0.tar.gz'),
        { kind: 'fault', route: '/simple/order-late/', negative404Ms: 120 * secondMs },
        ...uploads('order-late', '1.0', 'order-late-1.0.tar.gz'),
        row('order-never', 'create'),
        row(null, 'create'),
        row('', 'keyrotate '),
        row('user:bob', 'nuke user'),
      ],
    ],
  },
]
