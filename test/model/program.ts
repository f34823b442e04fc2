import type { CommandInput } from '../upstream/commands.ts'
import { type ExpectedProject, type ExpectedWorld, emptyExpected, expectAfter } from './expected.ts'
import type { Mutation } from './mutation.ts'
import { createRandom, type Random } from './random.ts'
import type { Weather } from './tcp-proxy.ts'

/** One step of a program. */
export type Step =
  | { kind: 'mutate'; mutation: Mutation }
  /** Something that goes wrong: upstream, between it and the follower, or the follower itself. */
  | { kind: 'fault'; fault: FaultStep }
  | { kind: 'wait'; ms: number }

export type FaultStep =
  | { kind: 'upstream'; command: CommandInput }
  | { kind: 'network'; weather: Weather }
  /** SIGKILL; `standby`: another follower runs beside it and takes over. */
  | { kind: 'kill'; standby: boolean }

export interface Program {
  /** What is there before the follower meets upstream, and whether it then takes all of it, or only what comes. */
  before: readonly Mutation[]
  steps: readonly Step[]
  /** What happens last, each before pages that still show the time before it: no later event helps out. */
  last: readonly Mutation[]
  /** What is taken away in the end, while every page is out of reach: the changelog alone must hide it. */
  hides: readonly Mutation[]
  expected: ExpectedWorld
  /** Every name of a project that occurs, in normal form. */
  names: readonly string[]
}

const projects = ['alpha', 'be-ta', 'g-2', 'delta'] as const
const versions = ['1.0', '1.0.0', '2.0b1', '2004d', '3.0-1'] as const
const endings = ['.tar.gz', '.zip', '-py3-none-any.whl', '-cp311-cp311-linux_armv7l.whl', '-py2.7.egg'] as const
const actions = ['add Maintainer ann', 'remove Owner bob', 'update hosting_mode', 'unheard of', 'create'] as const

/** Steps of a program, mutations and all else. */
const length = 90

/** Makes the program of a seed, with what must be seen when it has run and all is quiet. Pure. */
export function makeProgram(seed: number): Program {
  const random = createRandom(seed)
  const expected = emptyExpected()
  const mutate = (): Mutation => {
    const mutation = drawMutation(random, expected)
    expectAfter(expected, mutation)
    return mutation
  }
  const before = random.onceIn(2) ? [] : Array.from({ length: 1 + random.below(12) }, mutate)
  const steps = Array.from({ length }, (): Step => {
    const kind = random.below(100)
    if (kind < 62) return { kind: 'mutate', mutation: mutate() }
    if (kind < 85) return { kind: 'fault', fault: drawFault(random) }
    return { kind: 'wait', ms: random.one([1, 5, 20, 60, 150]) }
  })
  const last = Array.from({ length: 4 }, mutate)
  const hides = drawHides(random, expected)
  return { before, steps, last, hides, expected, names: projects }
}

/** Something that is possible in this world. */
function drawMutation(random: Random, world: ExpectedWorld): Mutation {
  const name = random.one(projects)
  const project = world.projects.get(name)
  const releases = [...(project?.releases.keys() ?? [])]
  if (project === undefined || releases.length === 0 || random.below(10) < 5) return drawUpload(random, world, name)
  const version = random.one(releases)
  const filenames = [...(project.releases.get(version)?.files.keys() ?? [])]
  const [filename] = filenames
  switch (random.below(12)) {
    case 0:
    case 1:
      return { kind: 'yank', project: name, version, reason: random.one([null, 'broken', '<b>"é" & 你</b>']) }
    case 2:
      return { kind: 'unyank', project: name, version }
    case 3:
    case 4:
      if (filename !== undefined) return { kind: 'remove-file', project: name, filename: random.one(filenames) }
      return { kind: 'remove-release', project: name, version }
    case 5:
      return { kind: 'remove-release', project: name, version }
    case 6:
      return { kind: 'remove-project', project: name }
    case 7:
      return { kind: 'noise', project: name, spelling: project.displayName, action: random.one(actions) }
    case 8:
      return drawStatus(project, name)
    default:
      return { kind: random.one(['quarantine', 'clear']), project: name, version: random.one([null, version, version]) }
  }
}

/** Takes something away from half of the projects, so that the rest still tells of the steps before. */
function drawHides(random: Random, world: ExpectedWorld): Mutation[] {
  return projects.slice(0, 2).flatMap((project): Mutation[] => {
    const [version] = world.projects.get(project)?.releases.keys() ?? []
    if (version === undefined) return []
    const hide = random.one<Mutation>([
      { kind: 'remove-project', project },
      { kind: 'remove-release', project, version },
      { kind: 'quarantine', project, version },
      { kind: 'quarantine', project, version: null },
    ])
    expectAfter(world, hide)
    return [hide]
  })
}

/** A quarantined project stays so until it is cleared: an archived one would come back as active. */
function drawStatus({ status, displayName: spelling }: ExpectedProject, project: string): Mutation {
  if (status === 'quarantined') return { kind: 'clear', project, version: null }
  return { kind: status === 'archived' ? 'unarchive' : 'archive', project, spelling }
}

function drawUpload(random: Random, { used, projects: known }: ExpectedWorld, project: string): Mutation {
  const version = random.one(versions)
  const ending = random.one(endings)
  const stem = random.one([project, project.replaceAll('-', '_'), project.toUpperCase()])
  let filename = `${stem}-${version}${ending}`
  if (used.has(filename)) filename = `${stem}-${version}${random.one(endings)}`
  if (used.has(filename)) {
    const spelling = known.get(project)?.displayName ?? project
    return { kind: 'noise', project, spelling, action: random.one(actions) }
  }
  return {
    kind: 'upload',
    project,
    spelling: random.one([project, project.toUpperCase(), project.replaceAll('-', '._')]),
    version,
    filename,
    requiresPython: random.one([null, null, '>=3.7', '>=3.6.*']),
    at: new Date(Date.UTC(2024, 0, 1, 0, 0, random.below(1_000_000))).toISOString(),
  }
}

function drawFault(random: Random): FaultStep {
  const page = `/simple/${random.one(projects)}/`
  const upstream = (command: CommandInput): FaultStep => ({ kind: 'upstream', command })
  const times = 1 + random.below(4)
  switch (random.below(12)) {
    case 0:
      return upstream({ kind: 'fault', route: page, staleFor: times })
    case 1:
      return upstream({ kind: 'fault', route: page, staleFor: times * 3, encoding: 'gzip' })
    case 2:
      return upstream({
        kind: 'cdn',
        staleReads: random.one([null, 1, 3]),
        staleMs: random.one([50, 400]),
        negativeMs: 80,
      })
    case 3:
      return upstream({ kind: 'fault', route: page, status: random.one([500, 502, 503, 429]), times, retryAfter: 0 })
    case 4:
      return upstream({ kind: 'fault', route: '/pypi', html503: true, times })
    case 5:
      return upstream({ kind: 'fault', route: random.one(['/pypi', page]), truncateAt: random.below(300), times })
    case 6:
      return upstream({
        kind: 'fault',
        route: '/pypi',
        distort: random.one(['reversed', 'repeated', 'long-rows', 'short-rows']),
      })
    case 7:
      return upstream({
        kind: 'fault',
        route: page,
        dropHeader: 'x-pypi-last-serial',
        delayMs: random.below(80),
        times,
      })
    case 8:
    case 9:
      return { kind: 'network', weather: drawWeather(random) }
    default:
      return { kind: 'kill', standby: random.onceIn(4) }
  }
}

function drawWeather(random: Random): Weather {
  switch (random.below(4)) {
    case 0:
      return { delayMs: random.one([0, 5, 50]), cutAfterBytes: 200 + random.below(3_000), refuse: false }
    case 1:
      return { delayMs: 5 + random.below(100), cutAfterBytes: null, refuse: false }
    case 2:
      return { delayMs: 0, cutAfterBytes: null, refuse: true }
    default:
      return { delayMs: 0, cutAfterBytes: null, refuse: false }
  }
}
