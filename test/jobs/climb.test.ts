import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requeueBuild } from '../../src/jobs/requeue.ts'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildOn, buildsOf, changeRelease, plan } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder } from '../support/played-builder.ts'

let farm: TestFarm
let ladder: Awaited<ReturnType<typeof addLadder>>
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  ladder = await addLadder(farm, 'cp39', 'cp310', 'cp311')
  pi = await addPlayedBuilder(farm, { targets: ladder })
})
afterAll(() => farm.close())

/** The states of a release's builds, lowest rung first. */
async function climbOf(release: Parameters<typeof buildsOf>[1]): Promise<string[]> {
  const built = await buildsOf(farm, release)
  return ladder.map(({ id, abi }) => {
    const build = built.find(({ targetId }) => targetId === id)
    return build === undefined ? `${abi} unopened` : `${abi} ${build.verdict ?? build.work}`
  })
}

async function lowest(release: Parameters<typeof buildsOf>[1], rung = 0) {
  const target = ladder[rung]
  if (target === undefined) throw new Error(`no rung ${rung}`)
  return buildOn(farm, release, target)
}

describe('the climb of a release', () => {
  test('opens its lowest rung alone', async () => {
    const release = await addPlannedRelease(farm)
    expect(await climbOf(release)).toEqual(['cp39 WAITING', 'cp310 unopened', 'cp311 unopened'])
  })

  test('planning again changes nothing, also from two processes at once', async () => {
    const release = await addPlannedRelease(farm)
    await Promise.all([plan(farm, release.id), plan(farm, release.id), plan(farm, release.id)])
    expect(await buildsOf(farm, release)).toHaveLength(1)
  })

  test('ends with a pure wheel, which covers the rungs above', async () => {
    const release = await addPlannedRelease(farm)
    const wheel = await makeWheel({ name: release.name, version: '1.0' })

    const answer = await pi.play(await lowest(release), { wheels: [wheel] })

    expect(answer).toEqual({ state: 'BUILT', published: [wheel.filename] })
    expect(await climbOf(release)).toEqual(['cp39 BUILT', 'cp310 unopened', 'cp311 unopened'])
  })

  test('goes on above a compiled wheel', async () => {
    const release = await addPlannedRelease(farm)
    const wheel = await makeWheel({ name: release.name, version: '1.0', tags: ['cp39-cp39-linux_x86_64'] })

    await pi.play(await lowest(release), { wheels: [wheel] })

    expect(await climbOf(release)).toEqual(['cp39 BUILT', 'cp310 WAITING', 'cp311 unopened'])
  })

  test('goes on above a failure of the package', async () => {
    const release = await addPlannedRelease(farm)

    await pi.play(await lowest(release), { failure: 'COMPILER', line: 'error: \u001b[31mno such thing\u202e' })

    expect(await climbOf(release)).toEqual(['cp39 FAILED', 'cp310 WAITING', 'cp311 unopened'])
    expect(await lowest(release)).toMatchObject({ failureKind: 'COMPILER', failureLine: 'error: no such thing' })
  })

  test('passes a Python that an attempt showed to be excluded', async () => {
    const release = await addPlannedRelease(farm)
    await pi.play(await lowest(release), { failure: 'PYTHON_VERSION' })
    expect(await climbOf(release)).toEqual(['cp39 EXCLUDED', 'cp310 WAITING', 'cp311 unopened'])
  })

  test('goes to the backlog after a limit, and ends after two in a row', async () => {
    const release = await addPlannedRelease(farm)
    expect(await lowest(release)).toMatchObject({ lane: 'fresh' })

    await pi.play(await lowest(release), { failure: 'TIMEOUT' })
    expect(await lowest(release, 1)).toMatchObject({ lane: 'backlog', work: 'WAITING', climbing: true })
    await pi.play(await lowest(release, 1), { failure: 'SILENCE' })

    expect(await climbOf(release)).toEqual(['cp39 FAILED', 'cp310 FAILED', 'cp311 unopened'])
  })

  test('is closed when the release is yanked, and goes on when that is taken back', async () => {
    const release = await addPlannedRelease(farm)

    await changeRelease(farm, release.id, { yanked: true })
    expect(await lowest(release)).toMatchObject({ verdict: 'CLOSED', work: null, note: 'yanked' })
    await changeRelease(farm, release.id, { yanked: false })

    expect(await lowest(release)).toMatchObject({ verdict: null, work: 'WAITING', climbing: true, note: null })
  })

  test('closes the open build above a new wheel that covers it', async () => {
    const release = await addPlannedRelease(farm)
    await pi.play(await lowest(release), { failure: 'COMPILER' })
    const wheel = await makeWheel({ name: release.name, version: '1.0', tags: ['py3-none-any'] })
    const { id } = await lowest(release)
    await requeueBuild(farm, id, 'anna', 'the compiler is there now')

    await pi.play({ id }, { wheels: [wheel] })

    expect(await climbOf(release)).toEqual(['cp39 BUILT', 'cp310 CLOSED', 'cp311 unopened'])
    expect(await lowest(release, 1)).toMatchObject({ note: `covered by ${wheel.filename}` })
  })
})
