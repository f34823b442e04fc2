import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/config.ts'
import { manyRefusals } from '../../src/ladder/requeue-many.ts'
import * as words from '../../src/ladder/words.ts'
import { readTypeDefs } from '../../src/resolvers/type-defs.ts'
import { laneWords, projectStatusWords } from '../../src/resolvers/words.ts'

const schema = buildSchema(await readTypeDefs())
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))

test('every type, field, argument and enum value of ours is described', () => {
  const silent = types.flatMap((type) => {
    const missing = type.description || (isScalarType(type) && !type.astNode) ? [] : [type.name]
    if (isEnumType(type)) {
      const values = type.getValues().filter((value) => !value.description)
      return [...missing, ...values.map((value) => `${type.name}.${value.name}`)]
    }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return missing
    const fields = Object.values(type.getFields()).flatMap((field) => [
      ...(field.description ? [] : [`${type.name}.${field.name}`]),
      ...argumentsOf(field)
        .filter((argument) => !argument.description)
        .map((argument) => `${type.name}.${field.name}(${argument.name})`),
    ])
    return [...missing, ...fields]
  })
  expect(silent).toEqual([])
})

const argumentsOf = (field: GraphQLField<unknown, unknown> | GraphQLInputField): readonly GraphQLArgument[] =>
  'args' in field ? field.args : []

test('every root field has an example', () => {
  const roots = [schema.getQueryType(), schema.getMutationType()]
  const fields = roots.flatMap((type) => Object.values(type?.getFields() ?? {}))
  expect(fields.filter((field) => !field.description?.includes('Example: `')).map((field) => field.name)).toEqual([])
})

describe('enums are the lists of src/ladder/words.ts', () => {
  test.each([
    ['AttemptState', words.attemptStates],
    ['FailureKind', words.failureKinds],
    ['ManyRefusal', manyRefusals],
    ['MissingKind', words.missingKinds],
    ['Verdict', words.verdicts],
    ['WorkState', words.workStates],
    ['WaitReason', words.waitReasons],
    ['Lane', words.lanes.map((word) => word.toUpperCase())],
    ['ProjectStatus', words.projectStatuses.map((word) => word.toUpperCase())],
  ])('%s', (name, list) => {
    const type = schema.getType(name)
    expect(isEnumType(type) ? type.getValues().map((value) => value.name) : null).toEqual([...list])
  })

  test('and those spelt otherwise are turned into them', () => {
    expect(Object.values(laneWords)).toEqual([...words.lanes])
    expect(Object.values(projectStatusWords)).toEqual([...words.projectStatuses])
  })
})

test('the generated types are what the schema and the documents say', async () => {
  const script = 'scripts/generate-resolver-types.ts'
  await promisify(execFile)(process.execPath, ['--import', 'tsx', script, '--check'], { cwd: packageRoot })
})
