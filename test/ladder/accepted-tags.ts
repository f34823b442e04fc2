import fc from 'fast-check'

/** A CPython with the platform tags that it accepts, best first. */
export interface CPython {
  python: [major: 3, minor: number]
  abi: string
  platforms: string[]
}

const armv7l = [
  'manylinux_2_36_armv7l',
  'manylinux_2_31_armv7l',
  'manylinux2014_armv7l',
  'musllinux_1_2_armv7l',
  'linux_armv7l',
]
const aarch64 = ['manylinux_2_36_aarch64', 'manylinux_2_28_aarch64', 'manylinux2014_aarch64', 'linux_aarch64']

/** `cp311`, `cp313t` and so on, on a Raspberry Pi. */
export function onPi(abi: string): CPython {
  return { python: [3, Number(/^cp3(\d+)/.exec(abi)?.[1])], abi, platforms: armv7l }
}

export const aTarget: fc.Arbitrary<CPython> = fc
  .record({ minor: fc.integer({ min: 7, max: 15 }), platforms: fc.constantFrom(armv7l, aarch64) })
  .map(({ minor, platforms }) => ({ python: [3, minor], abi: minor === 7 ? 'cp37m' : `cp3${minor}`, platforms }))

/** The tags that a CPython accepts, best first, as `packaging.tags` lists them: PEP 425, with PEP 384's abi3. */
export function acceptedTags({ python: [, minor], abi, platforms }: CPython): string[] {
  const on = (python: string, abiTag: string) => platforms.map((platform) => `${python}-${abiTag}-${platform}`)
  const own = `cp3${minor}`
  const below = (from: number, to: number) => Array.from({ length: Math.max(0, from - to) }, (_, n) => from - 1 - n)
  const anyPython = [`py3${minor}`, 'py3', ...below(minor, 0).map((older) => `py3${older}`)]
  const threaded = abi.endsWith('t')
  return [
    ...on(own, abi),
    ...(threaded ? [] : on(own, 'abi3')),
    ...on(own, 'none'),
    ...(threaded ? [] : below(minor, 2).flatMap((older) => on(`cp3${older}`, 'abi3'))),
    ...anyPython.flatMap((python) => on(python, 'none')),
    `${own}-none-any`,
    ...anyPython.map((python) => `${python}-none-any`),
  ]
}
