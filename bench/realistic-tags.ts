/**
 * What CPython 3.`minor` on a Debian 12 of this machine type accepts, best first, as pip lists it: some 500 tags. glibc 2.36 takes
 * manylinux wheels from 2.17 on (PEP 600).
 */
export function realisticTags(minor: number, machine: string): string[] {
  const glibcs = Array.from({ length: 20 }, (_, index) => `manylinux_2_${36 - index}_${machine}`)
  const platforms = [...glibcs, `manylinux2014_${machine}`, `linux_${machine}`]
  const on = (tag: string) => platforms.map((platform) => `${tag}-${platform}`)
  const older = Array.from({ length: minor }, (_, index) => minor - 1 - index)
  return [
    ...on(`cp3${minor}-cp3${minor}`),
    ...on(`cp3${minor}-abi3`),
    ...on(`cp3${minor}-none`),
    ...older.filter((version) => version >= 2).flatMap((version) => on(`cp3${version}-abi3`)),
    ...on(`py3${minor}-none`),
    ...on('py3-none'),
    ...older.flatMap((version) => on(`py3${version}-none`)),
    `cp3${minor}-none-any`,
    `py3${minor}-none-any`,
    'py3-none-any',
    ...older.map((version) => `py3${version}-none-any`),
  ]
}
