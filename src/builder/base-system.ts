/**
 * Besides what Debian marks as indispensable: a wheel's user has the system's Python, and every Raspberry Pi OS comes with the
 * compilers. docs/decisions/0010-what-a-wheel-needs.md says why these and no more.
 */
const roots: readonly string[] = ['python3', 'build-essential']

const basePriorities: readonly string[] = ['required', 'important']

/** What dpkg knows of one installed package. */
interface Installed {
  isRoot: boolean
  /** Each a list of alternatives. */
  depends: string[][]
}

/**
 * The packages that every system of this kind has: essential ones, those of priority `required` and `important`, Python, the compilers, and
 * all that these depend on. Of alternatives the first that is installed counts. Pure.
 * @param status the text of dpkg's status file, deb822 stanzas
 */
export function baseSystem(status: string): Set<string> {
  const installed = readInstalled(status)
  const base = new Set<string>()
  const open = [...installed].filter(([name, { isRoot }]) => isRoot || roots.includes(name)).map(([name]) => name)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (base.has(name)) continue
    base.add(name)
    for (const alternatives of installed.get(name)?.depends ?? []) {
      const chosen = alternatives.find((one) => installed.has(one))
      if (chosen !== undefined) open.push(chosen)
    }
  }
  return base
}

/** One package may be installed for several architectures: then they count as one. */
function readInstalled(status: string): Map<string, Installed> {
  const installed = new Map<string, Installed>()
  for (const stanza of status.split(/\n\n+/)) {
    const name = fieldOf(stanza, 'Package')
    if (name === null || !/ installed$/.test(fieldOf(stanza, 'Status') ?? '')) continue
    const known = installed.get(name) ?? { isRoot: false, depends: [] }
    const isRoot = fieldOf(stanza, 'Essential') === 'yes' || basePriorities.includes(fieldOf(stanza, 'Priority') ?? '')
    const depends = ['Pre-Depends', 'Depends'].flatMap((field) => relationsOf(fieldOf(stanza, field)))
    installed.set(name, { isRoot: known.isRoot || isRoot, depends: [...known.depends, ...depends] })
  }
  return installed
}

function fieldOf(stanza: string, field: string): string | null {
  return new RegExp(`^${field}: *(.*)$`, 'm').exec(stanza)?.[1]?.trim() ?? null
}

/** `libc6 (>= 2.34), python3:any | python3-minimal` without versions and architectures. */
function relationsOf(text: string | null): string[][] {
  const names = (alternatives: string): string[] =>
    alternatives.split('|').map((one) =>
      one
        .replace(/\(.*?\)/g, '')
        .replace(/:.*/, '')
        .trim(),
    )
  return text === null ? [] : text.split(',').map(names)
}
