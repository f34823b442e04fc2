import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestFarm, type TestFarm } from '../support/farm.ts'
import { addLadder, addPlannedRelease, buildsOf } from '../support/ladder-world.ts'
import { makeWheel } from '../support/make-wheel.ts'
import { addPlayedBuilder, type PlayedBuilder, type PlayedOutcome } from '../support/played-builder.ts'
import { makeElf } from '../wheel/make-elf.ts'
import { type ServedApi, serveApi } from './serve-api.ts'

/* What a wheel needs and what a failed build lacked, on their way from a builder's report to GraphQL and the pages. */

let farm: TestFarm
let api: ServedApi
let pi: PlayedBuilder
beforeAll(async () => {
  farm = await createTestFarm()
  pi = await addPlayedBuilder(farm, { targets: await addLadder(farm, 'cp311') })
  api = await serveApi(farm)
})
afterAll(async () => {
  await api?.close()
  await farm?.close()
})

async function played(name: string, outcome: PlayedOutcome): Promise<number> {
  const [build] = await buildsOf(farm, await addPlannedRelease(farm, { name }))
  if (build === undefined) throw new Error('nothing was opened')
  await pi.play(build, outcome)
  return build.id
}

const tags = ['cp311-cp311-linux_x86_64']
const NEEDS = `query ($number: BigInt!) { build(number: $number) { wheels { nodes {
  libraries { soname systemPackage base } systemPackages aptInstall unknownLibraries } } } }`

test('libraries that the farm read, with the packages that the builder named', async () => {
  const needed = ['libjpeg.so.62', 'libz.so.1', 'libnew.so.1', 'libc.so.6', 'libturbojpeg.so.0']
  const files = { 'imaging/_ext.so': makeElf({ machine: 'x86_64', needed }) }
  const jpeg = { name: 'libjpeg62-turbo', base: false }
  const systemPackages = [
    { soname: 'libz.so.1', name: 'zlib1g', base: true },
    { soname: 'libjpeg.so.62', ...jpeg },
    { soname: 'libturbojpeg.so.0', ...jpeg },
    { soname: 'libnot-needed.so.1', name: 'a-lie', base: false },
  ]
  const wheel = await makeWheel({ name: 'imaging', version: '1.0', tags, files })
  const number = await played('imaging', { wheels: [{ ...wheel, systemPackages }] })

  expect(await api.ask(NEEDS, { number })).toEqual({
    data: {
      build: {
        wheels: {
          nodes: [
            {
              libraries: [
                { soname: 'libc.so.6', systemPackage: null, base: true },
                { soname: 'libjpeg.so.62', systemPackage: 'libjpeg62-turbo', base: false },
                { soname: 'libnew.so.1', systemPackage: null, base: false },
                { soname: 'libturbojpeg.so.0', systemPackage: 'libjpeg62-turbo', base: false },
                { soname: 'libz.so.1', systemPackage: 'zlib1g', base: true },
              ],
              systemPackages: ['libjpeg62-turbo'],
              aptInstall: 'apt install libjpeg62-turbo',
              unknownLibraries: ['libnew.so.1'],
            },
          ],
        },
      },
    },
  })
})

test('a wheel without C code needs nothing', async () => {
  const number = await played('plain', { wheels: [await makeWheel({ name: 'plain', version: '1.0' })] })

  const nothing = { libraries: [], systemPackages: [], aptInstall: null, unknownLibraries: [] }
  expect(await api.ask(NEEDS, { number })).toEqual({ data: { build: { wheels: { nodes: [nothing] } } } })
})

test('what a failed build lacked, on the build, on its attempt, among the failures, and as plain text', async () => {
  const name = '\u001b[31mffi\u202e.h\u0007'
  const line = 'x.c:1:1: fatal error: ffi.h: No such file or directory'
  const number = await played('lacking', { failure: 'MISSING_HEADER', line, missing: { what: 'HEADER', name } })
  await played('other', { failure: 'MISSING_HEADER', missing: { what: 'HEADER', name: 'png.h' } })
  await played('untold', { failure: 'MISSING_HEADER' })

  const answer = await api.ask(
    `query ($number: BigInt!) {
      build(number: $number) { failure { kind line missing { what name } } attempts { nodes { failure { missing { what name } } } } }
      failures(filter: { missing: "ffi.h" }) { nodes { build { number } missing { what name } } }
      all: failures { nodes { missing { name } } }
    }`,
    { number },
  )

  const missing = { what: 'HEADER', name: 'ffi.h' }
  expect(answer).toEqual({
    data: {
      build: { failure: { kind: 'MISSING_HEADER', line, missing }, attempts: { nodes: [{ failure: { missing } }] } },
      failures: { nodes: [{ build: { number }, missing }] },
      all: { nodes: [{ missing: null }, { missing: { name: 'png.h' } }, { missing: { name: 'ffi.h' } }] },
    },
  })
})
