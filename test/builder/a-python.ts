import type { FoundPython } from '../../src/builder/find-pythons.ts'
import { probeInterpreter } from '../../src/builder/probe-interpreter.ts'

/** The `python3` of this machine, without looking for others. */
export async function aPython(): Promise<FoundPython> {
  const probe = await probeInterpreter('python3')
  if (probe.kind !== 'supported') throw new Error('these tests need a python3, 3.7 or newer, with pip')
  return { path: probe.executable, facts: probe.facts }
}
