import { InputError } from '../../src/errors.ts'

/** A function of CPython's C API by the minor version of Python 3 that first has it. */
const newIn: ReadonlyMap<number, string> = new Map([
  [8, 'PyConfig_InitPythonConfig'],
  [9, 'PyObject_CallNoArgs'],
  [10, 'PyModule_AddObjectRef'],
  [11, 'PyType_GetName'],
  [12, 'PyType_FromMetaclass'],
  [13, 'PyDict_GetItemRef'],
  [14, 'PyUnicodeWriter_Create'],
])

/**
 * A function that Python 3.`minor` does not have and the next one has.
 * @throws {InputError} STAND_IN_COMMAND for a version that we know no such function of
 */
export function apiAfter(minor: number): string {
  const name = newIn.get(minor + 1)
  if (name !== undefined) return name
  throw new InputError('STAND_IN_COMMAND', `a failing minor version is 7 to 13, not ${minor}`)
}
