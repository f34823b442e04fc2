import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { cloneDatabase } from '../support/clone-database.ts'
import { waitFor } from '../support/wait-for.ts'
import { startUpstream, type Upstream } from '../upstream/server.ts'
import { differencesOf, differentProjects } from './differences.ts'
import { type FollowerProcess, startFollower } from './follower.ts'
import { commandsOf, type Mutation } from './mutation.ts'
import { type FaultStep, makeProgram, type Program } from './program.ts'
import { fairWeather, startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

/** Where seeds run. */
export interface Ground {
  adminUrl: string
  template: string
  /** The follower as one file that Node runs. */
  program: string
}

export interface SeedResult {
  seed: number
  mutations: number
  faults: number
  /** What our tables show and should not, or the other way round; empty when all is well. */
  differences: string[]
}

/** How long the follower may take to come to rest, in milliseconds: generous, since the machine may be busy. */
const restMs = 120_000

/** Runs the program of a seed against a follower in a process of its own, and compares when all is quiet. */
export async function runSeed(ground: Ground, seed: number): Promise<SeedResult> {
  const program = makeProgram(seed)
  const clone = await cloneDatabase(ground.adminUrl, ground.template)
  const database = openDatabase(clone.url)
  const proxy = await startTcpProxy(() => new URL(upstream.url))
  const upstream: Upstream = await startUpstream({ seed, linkBase: proxy.url })
  const world = new World(upstream, proxy, () =>
    startFollower(ground.program, clone.url, proxy.url, program.before.length > 0 ? 'all' : 'now'),
  )
  try {
    for (const mutation of program.before) await world.mutate(mutation)
    await world.follow()
    await begun(database)
    const serials = await run(world, program, database)
    await world.calm()
    for (const mutation of program.last) await world.mutateBehindStalePages(mutation)
    const differences = [...serials, ...(await settled(world, database))]
    differences.push(...(await hidden(world, program, database)))
    await world.calm()
    differences.push(...(await settled(world, database)), ...(await differencesOf(database, program, upstream)))
    const { mutations, faults } = world
    return { seed, mutations, faults, differences }
  } finally {
    await world.close()
    await upstream.close()
    await proxy.close()
    await database.close()
    await clone.drop()
  }
}

/** Takes the steps. @returns a line for each time that the cursor was seen to go back */
async function run(world: World, program: Program, database: Database): Promise<string[]> {
  const seen: number[] = []
  for (const step of program.steps) {
    if (step.kind === 'mutate') await world.mutate(step.mutation)
    else if (step.kind === 'wait') await sleep(step.ms)
    else {
      await world.spoil(step.fault)
      seen.push(await cursorOf(database))
    }
  }
  return seen.flatMap((serial, at) => (serial < (seen[at - 1] ?? 0) ? [`the cursor went back to ${serial}`] : []))
}

/** Takes things away while no page can be had. @returns what still shows */
async function hidden(world: World, program: Program, database: Database): Promise<string[]> {
  await world.blackOut()
  for (const mutation of program.hides) await world.mutate(mutation)
  await waitFor('the last events', async () => ((await cursorOf(database)) >= world.newestSerial ? true : undefined))
  const lines = await differentProjects(database, program)
  return lines.map((line) => `while no page could be had: ${line}`)
}

/** Upstream, the network and the followers, as the steps change them. */
class World {
  mutations = 0
  faults = 0
  readonly #upstream: Upstream
  readonly #proxy: TcpProxy
  readonly #start: () => Promise<FollowerProcess>
  #followers: FollowerProcess[] = []
  readonly #lagging = new Set<string>()

  constructor(upstream: Upstream, proxy: TcpProxy, start: () => Promise<FollowerProcess>) {
    this.#upstream = upstream
    this.#proxy = proxy
    this.#start = start
  }

  get newestSerial(): number {
    return this.#upstream.journal.at(-1)?.[4] ?? 0
  }

  async mutate(mutation: Mutation): Promise<void> {
    this.mutations += 1
    for (const command of commandsOf(mutation)) await this.#upstream.ctl.run(command)
  }

  /** Each project's pages lag once. A project that is made anew has none: its events bear old dates, so that a 404 is believed. */
  async mutateBehindStalePages(mutation: Mutation): Promise<void> {
    const { project } = mutation
    const { status } = await fetch(`${this.#upstream.url}/simple/${project}/`)
    const lagging = this.#lagging.has(project) || status !== 200
    this.#lagging.add(project)
    for (const route of lagging ? [] : [`/simple/${project}/`, `/pypi/${project}/json`]) {
      await this.#upstream.ctl.fault({ route, staleFor: 3 })
    }
    await this.mutate(mutation)
  }

  async follow(): Promise<void> {
    this.#followers.push(await this.#start())
  }

  async spoil(fault: FaultStep): Promise<void> {
    this.faults += 1
    if (fault.kind === 'upstream') await this.#upstream.ctl.run(fault.command)
    else if (fault.kind === 'network') this.#proxy.change(fault.weather)
    else {
      // Which moment it is in the follower's life, nobody knows: that is the point.
      await this.#followers.shift()?.kill()
      while (this.#followers.length < (fault.standby ? 2 : 1)) await this.follow()
    }
  }

  /** No page can be had from now on; the changelog can. */
  async blackOut(): Promise<void> {
    for (const route of ['/simple/*', '/pypi/*']) {
      await this.#upstream.ctl.run({ kind: 'fault', route, status: 500, times: null })
    }
  }

  /** Ends all that was wrong. */
  async calm(): Promise<void> {
    this.#proxy.change(fairWeather)
    await this.#upstream.ctl.run({ kind: 'cdn' })
    await this.#upstream.ctl.clearFaults()
  }

  async close(): Promise<void> {
    for (const follower of this.#followers) await follower.kill()
  }
}

async function cursorOf({ sql }: Database): Promise<number> {
  const [row] = await sql`select serial from upstream_cursor`
  return Number(row?.serial ?? 0)
}

async function begun({ sql }: Database): Promise<void> {
  await waitFor('the follower to begin', async () => {
    const [row] = await sql`select 1 from upstream_cursor where begun_serial is not null`
    return row
  })
}

/** Waits until every event is read and every page that was asked for is stored. @returns a line when that never comes */
async function settled(world: World, database: Database): Promise<string[]> {
  const look = async () => {
    const left = await database.sql`select 1 from upstream_dirty limit 1`
    return left.length === 0 && (await cursorOf(database)) >= world.newestSerial ? true : undefined
  }
  try {
    await waitFor('the follower to come to rest', look, restMs)
    return []
  } catch {
    const left = await database.sql`select * from upstream_dirty`
    return [
      `not at rest after ${restMs / 1_000} s: cursor ${await cursorOf(database)} of ${world.newestSerial}, ${JSON.stringify(left)}`,
    ]
  }
}
