import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'

/** Instants out as UTC with milliseconds; in as RFC 3339. */
export const Instant = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString()
    throw new GraphQLError('DateTime must be a date')
  },
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
})

/** Whole numbers up to 2^53 - 1, as JSON numbers. */
export const WholeNumber = new GraphQLScalarType<number, number>({
  name: 'BigInt',
  serialize: parseWhole,
  parseValue: parseWhole,
  parseLiteral: (node: ValueNode) => parseWhole(node.kind === Kind.INT ? Number(node.value) : undefined),
})

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

function parseInstant(value: unknown): Date {
  const instant = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : null
  if (instant === null || Number.isNaN(instant.getTime())) throw new GraphQLError('DateTime must be an RFC 3339 text')
  return instant
}

function parseWhole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new GraphQLError('BigInt must be a whole number of at most 2^53 - 1')
}
