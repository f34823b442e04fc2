import { InputError } from '../errors.ts'

/**
 * What a wheel gets that breaks a rule.
 * @param at the entry, with a line or header where there is one: `pkg-1.0.dist-info/RECORD:3`
 */
export function wheelFault(at: string, message: string, cause?: unknown): InputError {
  return new InputError('WHEEL_INVALID', message, { at, cause })
}

/** True for faults of this machine (no such file, disk error), which say nothing of the wheel. */
export function isSystemFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
