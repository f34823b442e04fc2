import { assertNever, InputError } from '../errors.ts'
import { compareParsed, type ParsedVersion, parseVersion } from './version.ts'

/*
 * PEP 440 specifiers over the version of a Python, as pip asks them. The rules are our own: `@renovatebot/pep440` lets
 * `<3.11.2.post1` and `>3.11.2rc1` exclude 3.11.2, `==3.11.2.0.*` too, and refuses the whole text for one empty clause.
 */

type Operator = '~=' | '===' | '==' | '!=' | '<=' | '>=' | '<' | '>'

/** A clause of a specifier. `prefix` is `==3.*` or `!=3.*`; `text` is what `===` compares letter by letter. */
type Clause =
  | { kind: 'text'; text: string }
  | { kind: 'prefix'; equal: boolean; version: ParsedVersion }
  | { kind: 'compare'; operator: Exclude<Operator, '==='>; version: ParsedVersion }

/**
 * Whether a Requires-Python text admits a Python. No text, an empty one and one that is no specifier set (`>=3.6.*`, prose)
 * exclude nobody, as in pip. A pre-release of Python counts as the release that it leads to, as pip asks with
 * `sys.version_info[:3]`.
 * @param pythonVersion full version of the interpreter: `3.11.2`, `3.14.0rc1`
 * @throws {InputError} PYTHON_VERSION_INVALID if it does not start with three numbers
 */
export function admits(requiresPython: string | null, pythonVersion: string): boolean {
  if (requiresPython === null) return true
  const python = releaseOf(pythonVersion)
  const clauses: Clause[] = []
  for (const text of requiresPython.split(',').map((part) => part.trim())) {
    if (text === '') continue
    const clause = parseClause(text)
    if (clause === null) return true
    clauses.push(clause)
  }
  return clauses.every((clause) => holds(clause, python))
}

function releaseOf(pythonVersion: string): ParsedVersion {
  const release = /^[0-9]+\.[0-9]+\.[0-9]+/.exec(pythonVersion)?.[0]
  const version = release === undefined ? null : parseVersion(release)
  if (version === null) {
    throw new InputError('PYTHON_VERSION_INVALID', `not the full version of a Python: ${JSON.stringify(pythonVersion)}`)
  }
  return version
}

function parseClause(text: string): Clause | null {
  const parts = /^(~=|===|==|!=|<=|>=|<|>)[ \t\n\r\f\v]*(.*)$/s.exec(text)
  if (parts === null) return null
  // The two groups are there whenever the expression matches.
  const [operator, operand] = [parts[1] as Operator, parts[2] as string]
  if (operator === '===') return /^[^\s;)]*$/.test(operand) ? { kind: 'text', text: operand.toLowerCase() } : null
  if (operand.endsWith('.*')) return parsePrefix(operator, operand.slice(0, -'.*'.length))
  const version = parseVersion(operand)
  if (version === null) return null
  if (version.local !== null && operator !== '==' && operator !== '!=') return null
  if (operator === '~=' && version.release.length < 2) return null
  return { kind: 'compare', operator, version }
}

function parsePrefix(operator: Operator, release: string): Clause | null {
  if (operator !== '==' && operator !== '!=') return null
  if (!/^v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*$/i.test(release)) return null
  const version = parseVersion(release)
  return version === null ? null : { kind: 'prefix', equal: operator === '==', version }
}

function holds(clause: Clause, python: ParsedVersion): boolean {
  switch (clause.kind) {
    case 'text':
      return clause.text === python.release.join('.')
    case 'prefix':
      return startsWith(python, clause.version, clause.version.release) === clause.equal
    case 'compare':
      return compares(clause.operator, clause.version, python)
    default:
      return assertNever(clause)
  }
}

/** A final release is neither pre-, post- nor local release, so PEP 440's exceptions for these in `<` and `>` never apply. */
function compares(operator: Exclude<Operator, '==='>, version: ParsedVersion, python: ParsedVersion): boolean {
  const order = compareParsed(python, version)
  switch (operator) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<=':
      return order <= 0
    case '>=':
      return order >= 0
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '~=':
      return order >= 0 && startsWith(python, version, version.release.slice(0, -1))
    default:
      return assertNever(operator)
  }
}

function startsWith(python: ParsedVersion, version: ParsedVersion, release: readonly string[]): boolean {
  return python.epoch === version.epoch && release.every((number, place) => number === (python.release[place] ?? '0'))
}
