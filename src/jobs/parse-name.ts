import { InputError } from '../errors.ts'
import { ProjectName } from '../ladder/names.ts'
import { hasControls } from '../plain-text.ts'

/** @param at the argument or field that holds it @throws {InputError} NAME_INVALID */
export function parseName(name: string, at: string): ProjectName {
  const parsed = ProjectName.safeParse(name)
  if (parsed.success) return parsed.data
  throw new InputError('NAME_INVALID', parsed.error.issues[0]?.message ?? 'not a project name', { at })
}

/** @throws {InputError} VERSION_INVALID */
export function parseVersion(version: string): string {
  if (version.length > 0 && version.length <= 250 && !hasControls(version)) return version
  throw new InputError('VERSION_INVALID', 'a version is 1 to 250 characters of text', { at: 'version' })
}
