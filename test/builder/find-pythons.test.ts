import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { InterpreterFacts } from '../../schema/farm-api.ts'
import { type FoundPython, findPythons } from '../../src/builder/find-pythons.ts'
import { probeInterpreter } from '../../src/builder/probe-interpreter.ts'
import { aPython } from './a-python.ts'

let folder: string
let known: FoundPython

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'wheelyard-find-')))
  known = await aPython()
})
afterAll(() => rm(folder, { recursive: true }))

const script = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

it('finds what this machine has, one per target, with facts that the farm takes', async () => {
  const { supported, unsupported } = await findPythons()
  expect(supported.map((python) => InterpreterFacts.safeParse(python.facts).error)).toEqual(
    supported.map(() => undefined),
  )
  const targets = supported.map(({ facts }) => `${facts.abi} ${facts.platform}`)
  expect(new Set(targets).size).toBe(targets.length)
  for (const { facts } of supported) {
    expect(facts.tags).toContain('py3-none-any')
    expect(facts.tags).toContain(`${facts.abi.replace(/[a-z]*$/, '')}-${facts.abi}-${facts.platform}`)
  }
  expect(unsupported.every(({ reason }) => reason.length > 0)).toBe(true)
})

it('takes the first of two names, and tells why it leaves others', async () => {
  const bin = join(folder, 'first')
  await mkdir(bin)
  await symlink(known.path, join(bin, 'python3'))
  await symlink(known.path, join(bin, 'python3.99'))
  await script('first/python3.98', '#!/bin/sh\nexit 127\n')
  execFileSync(known.path, ['-m', 'venv', '--without-pip', join(folder, 'venv')])
  const found = await findPythons({ PATH: `${join(folder, 'venv/bin')}:${bin}`, PYENV_ROOT: join(folder, 'none') })
  expect(found.supported.map(({ facts }) => facts.abi)).toEqual([known.facts.abi])
  expect(found.unsupported).toEqual([{ path: join(folder, 'venv/bin/python3'), reason: 'no pip' }])
})

it('looks for a free-threaded one by its own name', async () => {
  const bin = join(folder, 'threaded')
  await mkdir(bin)
  await symlink(known.path, join(bin, 'python3.99t'))
  await symlink('/nowhere', join(bin, 'python3.99-config'))
  const found = await findPythons({ PATH: bin, PYENV_ROOT: join(folder, 'none') })
  expect(found.supported.map(({ facts }) => facts.abi)).toEqual([known.facts.abi])
})

it('looks into the versions of pyenv', async () => {
  const bin = join(folder, 'pyenv/versions/3.x/bin')
  await mkdir(bin, { recursive: true })
  await symlink(known.path, join(bin, 'python3'))
  await mkdir(join(folder, 'pyenv/versions/2.7/bin'), { recursive: true })
  const found = await findPythons({ PATH: '', PYENV_ROOT: join(folder, 'pyenv') })
  expect(found.supported.map(({ facts }) => facts.abi)).toEqual([known.facts.abi])
  expect(found.unsupported).toEqual([])
})

it('is not misled by programs that are no Python', async () => {
  expect(await probeInterpreter(await script('silent', '#!/bin/sh\nexit 0\n'))).toMatchObject({ kind: 'silent' })
  expect(await probeInterpreter(await script('chatty', '#!/bin/sh\necho "{}"\n'))).toMatchObject({ kind: 'silent' })
  expect(await probeInterpreter(join(folder, 'nowhere'))).toMatchObject({ kind: 'silent' })
  const answer = {
    executable: '/x',
    home: '/x',
    version: [3, 11],
    pythonVersion: '3.11.2',
    pipVersion: '23',
    fault: null,
  }
  const says = (more: object): string =>
    `#!/bin/sh\ncat <<'END'\nhello\n${JSON.stringify({ ...answer, ...more })}\nEND\n`
  const odd: [more: object, reason: RegExp][] = [
    [{ implementation: 'pypy', tags: [] }, /not CPython/],
    [{ implementation: 'cpython', tags: [], version: [3, 6] }, /3\.6 is too old/],
    [{ implementation: 'cpython', tags: [], pipVersion: null }, /no pip/],
    [{ implementation: 'cpython', tags: [] }, /does not tell its tags/],
    [{ implementation: 'cpython', tags: ['x y z'] }, /odd things/],
  ]
  for (const [more, reason] of odd) {
    const probe = await probeInterpreter(await script('odd', says(more)))
    expect(probe).toMatchObject({ kind: 'unsupported', reason: expect.stringMatching(reason) })
  }
  const tags = ['cp311-cp311-linux_armv8l', 'cp311-cp311-linux_armv7l', 'cp311-none-linux_armv8l', 'py3-none-any']
  const pi = await probeInterpreter(await script('pi', says({ implementation: 'cpython', tags })))
  expect(pi).toMatchObject({ kind: 'supported', facts: { abi: 'cp311', platform: 'linux_armv7l' } })
})
