import { type Scenario, upload, uploads } from './scenario.ts'

/** Texts that were versions once, or look like traps. */
export const oddVersions: readonly string[] = [
  '2004d',
  '1.0dev-r123',
  'final',
  '1.0 beta 2',
  'v0.1',
  '1.0-1',
  '1.0',
  '1.0.0',
  '0.0.0',
  '1!2.0',
  '99999999999999999999.1',
  `${'1.'.repeat(124)}10`,
  '__proto__',
  'constructor',
  '1.0/2',
]

/** Projects, versions and files of unusual number, kind and spelling. */
export const shapeScenarios: readonly Scenario[] = [
  {
    number: 1,
    name: 'many',
    about: '2,500 releases with 12 wheels and an sdist each on one page of 22 MB',
    turns: () => [[{ kind: 'many', name: 'many', releases: 2_500, wheels: 12 }]],
  },
  {
    number: 2,
    name: 'legacy-versions',
    about: 'versions that no rule of today allows, equal ones, long ones, names of JavaScript',
    turns: () => [
      oddVersions.map((version) =>
        upload('legacy-versions', version, `legacy-versions-${version.replace('/', '_')}.tar.gz`),
      ),
    ],
  },
  {
    number: 3,
    name: 'old-types',
    about: 'every kind of file that PyPI ever took',
    turns: () => [
      uploads(
        'old-types',
        '1.0',
        ...['tar.gz', 'zip', 'tar.bz2', 'tar.Z', 'tgz', 'win32.exe', 'win32-py2.7.msi', 'dmg', 'deb'].map(
          (ending) => `old-types-1.0.${ending}`,
        ),
        'old_types-1.0-py2.7.egg',
        'old-types-1.0-1.noarch.rpm',
        'old-types-1.0',
      ),
    ],
  },
  {
    number: 4,
    name: 'wheels-only',
    about: 'a project without a single sdist',
    turns: () => [
      uploads('wheels-only', '1.0', 'wheels_only-1.0-py3-none-any.whl', 'wheels_only-1.0-cp311-cp311-linux_armv7l.whl'),
    ],
  },
  {
    number: 5,
    name: 'two-sdists',
    about: 'a .tar.gz and a .zip of one version',
    turns: () => [uploads('two-sdists', '1.0', 'two-sdists-1.0.zip', 'two-sdists-1.0.tar.gz')],
  },
  {
    number: 6,
    name: 'no-files',
    about: 'a project without releases, and a release without files',
    turns: () => [
      [
        { kind: 'project', name: 'no-releases' },
        { kind: 'release', name: 'no-files', version: '1.0' },
      ],
    ],
  },
  {
    number: 7,
    name: 'dash-names',
    about: 'names and versions that both hold dashes',
    turns: () => [
      [
        ...uploads('dash-a-b', '1.0', 'dash-a-b-1.0.tar.gz'),
        ...uploads('dash-a-b', '1.0-1', 'dash_a_b-1.0-1.tar.gz'),
        ...uploads('dash-a-b', '2.0', 'dash.A.B-2.0.zip'),
        ...uploads('dash-foo-2', '3', 'dash-foo-2-3.tar.gz'),
      ],
    ],
  },
]
