import { InputError } from '../errors.ts'
import { compareTargets } from '../ladder/target-order.ts'
import { type FoundPython, findPythons } from './find-pythons.ts'
import { probeInterpreter } from './probe-interpreter.ts'

/**
 * The interpreters of this machine that builders are started for, in ladder order.
 * @param paths those that were asked for; null: every CPython 3.7 or newer that is found, and the others are told with the reason
 * @throws {InputError} PYTHON_UNSUPPORTED for a path that was asked for and cannot be used
 */
export async function localPythons(
  paths: readonly string[] | null,
  say: (line: string) => void,
): Promise<FoundPython[]> {
  const pythons = paths === null ? await everyPython(say) : await Promise.all(paths.map(namedPython))
  const place = ({ facts }: FoundPython) => ({ platformOrder: 0, platform: facts.platform, abi: facts.abi })
  return pythons.sort((a, b) => compareTargets(place(a), place(b)))
}

async function everyPython(say: (line: string) => void): Promise<FoundPython[]> {
  const { supported, unsupported } = await findPythons()
  for (const { path, reason } of unsupported) say(`not used: ${path}: ${reason}`)
  if (supported.length === 0) say('no CPython 3.7 or newer with pip was found: nothing can be built here')
  return supported
}

/** One interpreter that a person named. @throws {InputError} PYTHON_UNSUPPORTED */
export async function namedPython(path: string): Promise<FoundPython> {
  const probe = await probeInterpreter(path)
  if (probe.kind === 'supported') return { path, facts: probe.facts }
  throw new InputError('PYTHON_UNSUPPORTED', `${path} cannot be used: ${probe.reason}`)
}
