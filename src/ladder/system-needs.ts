/** The Debian package that brings a shared library on a builder. */
export interface SystemPackage {
  soname: string
  name: string
  /** Whether every system of the target has it anyway. */
  base: boolean
}

/** A shared library that a wheel needs, with the package that brings it; null where nobody knows. */
export interface NeededLibrary {
  soname: string
  systemPackage: string | null
  base: boolean
}

/** What must be on a system before a wheel works there. */
export interface SystemNeeds {
  libraries: NeededLibrary[]
  /** Packages to install, sorted. */
  packages: string[]
  /** Sonames of libraries whose package is not known: perhaps more must be installed. */
  unknown: string[]
}

/** The C library's own, and the linker: a Python whose platform tag fits does not run without them. */
const ofLibc = /^(?:lib(?:c|m|dl|rt|util|pthread|resolv)\.so\.\d+|ld-linux[\w-]*\.so\.\d+|ld64\.so\.\d+)$/

/**
 * What a wheel asks of a system, out of the sonames that the farm read from it and what its builder said of them. Pure. What the builder
 * said of other libraries, or a second time, does not count.
 */
export function systemNeeds(sonames: readonly string[], said: readonly SystemPackage[]): SystemNeeds {
  const libraries = sonames.map((soname): NeededLibrary => {
    const known = said.find((one) => one.soname === soname)
    return { soname, systemPackage: known?.name ?? null, base: known?.base ?? ofLibc.test(soname) }
  })
  const wanted = libraries.filter(({ base }) => !base)
  return {
    libraries,
    packages: [...new Set(wanted.flatMap(({ systemPackage }) => systemPackage ?? []))].sort(),
    unknown: wanted.filter(({ systemPackage }) => systemPackage === null).map(({ soname }) => soname),
  }
}
