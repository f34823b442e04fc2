import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectWheels } from '../../src/builder/collect-wheels.ts'
import { makeElf, thisMachine } from '../wheel/make-elf.ts'
import { makeWheel } from '../wheel/make-wheel.ts'

let folder: string
let from: string
let to: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheelyard-collect-'))
  from = join(folder, 'out')
  to = join(folder, 'wheels')
  await mkdir(from)
  await mkdir(to)
})
afterEach(() => rm(folder, { recursive: true }))

const name = 'demo_pkg-1.0-py3-none-any.whl'

it('copies a wheel and tells what is in it', async () => {
  await writeFile(join(from, name), makeWheel())
  await writeFile(join(from, 'build.log'), 'not a wheel')
  expect(await collectWheels(from, to, 10_000)).toMatchObject({
    kind: 'wheels',
    wheels: [{ name, size: makeWheel().length, tags: ['py3-none-any'], requiresPython: '>=3.7' }],
  })
  expect(await readdir(to)).toEqual([name])
})

it.skipIf(!existsSync('/var/lib/dpkg/status'))('tells which Debian packages bring what it needs', async () => {
  const needed = ['libc.so.6', 'libnobody-has-this.so.1', 'libown.so']
  const files = [
    { name: 'demo_pkg/ext.so', data: makeElf({ machine: thisMachine, needed }) },
    { name: 'demo_pkg/libown.so', data: makeElf({ machine: thisMachine, needed: [] }) },
  ]
  await writeFile(join(from, name), makeWheel({ files }))
  expect(await collectWheels(from, to, 10_000)).toMatchObject({
    wheels: [
      {
        libraries: ['libc.so.6', 'libnobody-has-this.so.1'],
        systemPackages: [{ soname: 'libc.so.6', name: 'libc6', base: true }],
      },
    ],
  })
})

it('takes no links, whether they point at another file or share it', async () => {
  await writeFile(join(folder, 'ours'), makeWheel())
  await symlink(join(folder, 'ours'), join(from, name))
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'WHEEL_INVALID' })
  await rm(join(from, name))
  await link(join(folder, 'ours'), join(from, name))
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'WHEEL_INVALID' })
  await rm(join(from, name))
  await mkdir(join(from, name))
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'WHEEL_INVALID' })
})

it('tells no wheel, a bad one, too many, and too large a one', async () => {
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'NO_WHEEL' })
  await writeFile(join(from, name), 'not a zip')
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'WHEEL_INVALID' })
  await writeFile(join(from, name), makeWheel())
  expect(await collectWheels(from, to, 100)).toMatchObject({ failure: 'OUTPUT_TOO_LARGE' })
  for (let index = 0; index < 20; index += 1) await writeFile(join(from, `a-${index}-py3-none-any.whl`), '')
  expect(await collectWheels(from, to, 10_000)).toMatchObject({ failure: 'WHEEL_INVALID' })
})
