/** A folder under `packages/`: the sources that an sdist is made of. */
export type Recipe = 'pure' | 'dependent' | 'extension' | 'abi3' | 'picky' | 'headless' | 'hanging'

export interface DemoRelease {
  version: string
  /** Tags of the wheels that are on the stand-in beside the sdist; pure, made by us. */
  wheels?: readonly string[]
  /** false: wheels only. */
  sdist?: boolean
  /** Yanked right after the upload, for this reason. */
  yanked?: string
}

export interface DemoPackage {
  /** As the uploader spells it. */
  name: string
  recipe: Recipe
  summary: string
  requiresPython?: string
  requiresDist?: readonly string[]
  /** Oldest first; a version added later is like the last. */
  releases: readonly DemoRelease[]
}

/** What the stand-in publishes with `--demo`: one package for each way that a build can go. */
export const demoPackages: readonly DemoPackage[] = [
  // Published first: a farm that begins reads the newest pages first, so that others are built before this one hangs.
  {
    name: 'demo-sleeper',
    recipe: 'hanging',
    summary: 'A build that never ends',
    releases: [{ version: '1.0' }],
  },
  {
    name: 'demo-greeting',
    recipe: 'pure',
    summary: 'Pure Python: one wheel covers every rung',
    releases: [{ version: '1.0' }, { version: '1.1' }, { version: '2.0' }],
  },
  {
    name: 'demo-colours',
    recipe: 'pure',
    summary: 'Pure Python with a pre-release',
    releases: [{ version: '1.0' }, { version: '1.1rc1' }],
  },
  {
    name: 'Demo.Menu',
    recipe: 'dependent',
    summary: 'Pure Python that needs two other packages',
    requiresDist: ['demo-greeting>=1.0', 'demo-colours'],
    releases: [{ version: '1.0' }, { version: '1.1' }],
  },
  {
    name: 'demo-sensor',
    recipe: 'extension',
    summary: 'A C extension: every rung needs a wheel of its own',
    releases: [{ version: '1.0' }, { version: '1.1' }],
  },
  {
    name: 'demo-crc',
    recipe: 'abi3',
    summary: 'A C extension within the stable ABI: the lowest wheel covers the rungs above',
    releases: [{ version: '3.0' }],
  },
  {
    name: 'demo-modern',
    recipe: 'pure',
    summary: 'Pure Python that excludes old rungs',
    requiresPython: '>=3.10',
    releases: [{ version: '1.0' }],
  },
  {
    name: 'demo-picky',
    recipe: 'picky',
    summary: 'A C extension that fails on old rungs and builds on newer ones',
    releases: [{ version: '1.0' }],
  },
  {
    name: 'demo-headless',
    recipe: 'headless',
    summary: 'A C extension whose header is nowhere',
    releases: [{ version: '1.0' }],
  },
  {
    name: 'demo-prebuilt',
    recipe: 'pure',
    summary: 'Wheels only, the first of them for Python 2',
    releases: [
      { version: '1.0', sdist: false, wheels: ['cp27-none-any'] },
      { version: '2.0', sdist: false, wheels: ['cp27-none-any', 'py3-none-any'] },
    ],
  },
  {
    name: 'demo-universal',
    recipe: 'pure',
    summary: 'Upstream has a wheel for everyone beside the sdist',
    releases: [{ version: '1.0', wheels: ['py2.py3-none-any'] }],
  },
  {
    name: 'demo-regret',
    recipe: 'pure',
    summary: 'The newest release is yanked',
    releases: [{ version: '1.0' }, { version: '1.1', yanked: 'says hello to the wrong people' }],
  },
]
