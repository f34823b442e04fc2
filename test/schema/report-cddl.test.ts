import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { ZodObject, ZodType } from 'zod'
import { Report, ReportedWheel, SystemPackage } from '../../schema/report.ts'
import { failureKinds, missingKinds } from '../../src/ladder/words.ts'

const cddl = readFileSync(new URL('../../schema/report.cddl', import.meta.url), 'utf8').replace(/;.*$/gm, '')

/** The text of a rule, up to the blank line behind it. */
function rule(name: string): string {
  const found = new RegExp(`^${name} = ([\\s\\S]*?)\\n(?=\\n|\\w+ =|$)`, 'm').exec(`${cddl}\n`)
  if (found?.[1] === undefined) throw new Error(`report.cddl has no rule ${name}`)
  return found[1]
}

/** Fields of a map, in order; `nested` are those of maps inside. */
const fieldsOf = (text: string): string[] => [...text.matchAll(/(\w+):/g)].map((match) => match[1] ?? '')

function shapeOf(type: ZodType): string[] {
  const shape = (unwrapped(type) as ZodObject).shape // only called on the objects below
  return Object.keys(shape)
}

function unwrapped(type: ZodType): ZodType {
  return 'unwrap' in type && typeof type.unwrap === 'function' ? unwrapped(type.unwrap()) : type
}

it('report.cddl has the fields that report.ts parses, in the same order', () => {
  const { log, environment, failure } = Report.shape
  const nested = { log: shapeOf(log), environment: shapeOf(environment) }
  const expected = shapeOf(Report).flatMap((name) => [name, ...(nested[name as keyof typeof nested] ?? [])])
  expect(fieldsOf(rule('report'))).toEqual(expected)
  expect(fieldsOf(rule('failure'))).toEqual(shapeOf(failure))
  expect(fieldsOf(rule('missing'))).toEqual(shapeOf(failure.unwrap().shape.missing))
  expect(fieldsOf(rule('wheel'))).toEqual(shapeOf(ReportedWheel))
  expect(fieldsOf(rule('systemPackage'))).toEqual(shapeOf(SystemPackage))
})

it('report.cddl has the same things that can be missing', () => {
  const things = [...rule('missing').matchAll(/"(\w+)"/g)].map((match) => match[1])
  expect(things).toEqual([...missingKinds])
})

it('report.cddl has the same grammar of package names and sonames', () => {
  const patterns = [rule('systemPackage'), rule('debname')].map((text) => {
    const [, pattern = ''] = /regexp "(.*)"/.exec(text) ?? []
    const [, least = 0, most = 255] = /\.size \((\d+)\.\.(\d+)\)/.exec(text) ?? []
    return new RegExp(`^(?=.{${least},${most}}$)${pattern}$`)
  })
  const texts = [
    'libz.so.1',
    'zlib1g',
    'libstdc++6',
    'Lib',
    'a',
    'a b',
    'a;b',
    'sudo-',
    'a.+',
    'a..b',
    'g++',
    'libstdc++-12-dev',
    'libpython3.11',
    'é',
    '',
    'x'.repeat(100),
    'x'.repeat(255),
    'x'.repeat(256),
  ]
  for (const [place, field] of [SystemPackage.shape.soname, SystemPackage.shape.name].entries()) {
    expect(texts.filter((text) => patterns[place]?.test(text))).toEqual(
      texts.filter((text) => field.safeParse(text).success),
    )
  }
})

it('report.cddl has the same failure kinds, in the same order', () => {
  const kinds = [...rule('kind').matchAll(/"(\w+)"/g)].map((match) => match[1])
  expect(kinds).toEqual([...failureKinds])
})

it('report.cddl has the same outcomes', () => {
  const outcomes = /outcome: (.*),/.exec(rule('report'))?.[1]?.match(/\w+/g)
  expect(outcomes).toEqual(Report.shape.outcome.options)
})

it('report.cddl bounds texts and lists as report.ts does', () => {
  const bounds = [...rule('wheel').matchAll(/(\w+): (?:\[(\d)\*(\d+) )?tstr \.size \((\d+)\.\.(\d+)\)/g)]
  expect(bounds.map((match) => match[1])).toEqual(['name', 'tags', 'requiresPython', 'requiresDist', 'libraries'])
  for (const [, name = '', least, most, , bytes] of bounds) {
    const field: ZodType = ReportedWheel.shape[name as keyof typeof ReportedWheel.shape] // names come from the list above
    const accepts = (length: number, size: number): boolean => {
      const text = 'x'.repeat(size)
      return field.safeParse(most === undefined ? text : Array.from({ length }, () => text)).success
    }
    expect({ name, fits: accepts(1, Number(bytes)) }).toEqual({ name, fits: true })
    expect({ name, fits: accepts(1, Number(bytes) + 1) }).toEqual({ name, fits: false })
    if (most === undefined) continue
    expect({ name, fits: accepts(Number(most), 1) }).toEqual({ name, fits: true })
    expect({ name, fits: accepts(Number(most) + 1, 1) }).toEqual({ name, fits: false })
    expect({ name, fits: accepts(0, 1) }).toEqual({ name, fits: least === '0' })
  }
})
