import { z } from 'zod'

/** The PEP 503 normal form of a name that is not checked: lower case, runs of `-`, `_` and `.` become one `-`. */
export function normaliseName(raw: string): string {
  return raw.toLowerCase().replace(/[-_.]+/g, '-')
}

/**
 * A project name in PEP 503 normal form. Parsing is the only way to make one, so two spellings never become two rows.
 * At most 214 characters as given, which is the longest that PyPI holds.
 */
export const ProjectName = z
  .string()
  .max(214, 'longer than 214 characters')
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, 'not a project name')
  .transform(normaliseName)
  .brand<'ProjectName'>()
export type ProjectName = z.infer<typeof ProjectName>
