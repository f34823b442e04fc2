import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { maxPage } from './connection.ts'

/** How large an operation is before it is run, with its fragments written out. */
export interface DocumentSize {
  /** Fields inside fields. Introspection does not count: graphql-js bounds it by a rule of its own. */
  depth: number
  aliases: number
  /** Most objects that the answer can hold, with `listLength` for each list that is no connection. */
  objects: number
}

/** What a list that is no connection is taken to hold: targets, builds of a release, wheels of an attempt. */
const listLength = 10

/** What a connection holds whose `first` is not given. */
const defaultPage = 20

/** What is measured, and the fragments that were. */
interface Measuring {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Readonly<Record<string, unknown>>
  measured: Map<string, DocumentSize>
}

type Parent = GraphQLNamedType | undefined

/** Measures a valid operation. Costs what the document is long, however often it spreads its fragments. */
export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const part of document.definitions) {
    if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part)
  }
  const root = schema.getRootType(operation.operation) ?? undefined
  return ofSelections(operation.selectionSet, root, { schema, fragments, variables, measured: new Map() })
}

function ofSelections(set: SelectionSetNode, parent: Parent, measuring: Measuring): DocumentSize {
  const parts = set.selections.map((selection) => ofSelection(selection, parent, measuring))
  return {
    depth: Math.max(...parts.map((part) => part.depth)),
    aliases: parts.reduce((sum, part) => sum + part.aliases, 0),
    objects: parts.reduce((sum, part) => sum + part.objects, 0),
  }
}

function ofSelection(selection: SelectionNode, parent: Parent, measuring: Measuring): DocumentSize {
  if (selection.kind === Kind.FIELD) return ofField(selection, parent, measuring)
  if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value, measuring)
  const condition = selection.typeCondition
  const type = condition ? measuring.schema.getType(condition.name.value) : parent
  return ofSelections(selection.selectionSet, type, measuring)
}

/** A valid document has the fragment, and none that spreads itself. */
function ofFragment(name: string, measuring: Measuring): DocumentSize {
  const known = measuring.measured.get(name)
  const fragment = measuring.fragments.get(name)
  if (known !== undefined || fragment === undefined) return known ?? { depth: 0, aliases: 0, objects: 0 }
  const type = measuring.schema.getType(fragment.typeCondition.name.value)
  const size = ofSelections(fragment.selectionSet, type, measuring)
  measuring.measured.set(name, size)
  return size
}

function ofField(node: FieldNode, parent: Parent, measuring: Measuring): DocumentSize {
  const alias = node.alias === undefined ? 0 : 1
  if (node.selectionSet === undefined) return { depth: 1, aliases: alias, objects: 0 }
  const field = fieldOf(node, parent)
  const inside = ofSelections(node.selectionSet, field && getNamedType(field.type), measuring)
  const aliases = alias + inside.aliases
  if (node.name.value.startsWith('__')) return { depth: 1, aliases, objects: 0 }
  const own = field !== undefined && isCompositeType(getNamedType(field.type)) ? 1 : 0
  const objects = howMany(node, field, parent, measuring) * (own + inside.objects)
  return { depth: inside.depth + 1, aliases, objects }
}

function fieldOf(node: FieldNode, parent: Parent): GraphQLField<unknown, unknown> | undefined {
  const known = isObjectType(parent) || isInterfaceType(parent)
  return known ? parent.getFields()[node.name.value] : undefined
}

/** A connection's rows are counted where its `first` stands, so the lists inside it count once. */
function howMany(
  node: FieldNode,
  field: GraphQLField<unknown, unknown> | undefined,
  parent: Parent,
  { variables }: Measuring,
): number {
  if (field === undefined) return 1
  if (field.args.some((argument) => argument.name === 'first')) return pageLength(node, variables)
  return isListType(getNullableType(field.type)) && parent?.name.endsWith('Connection') !== true ? listLength : 1
}

/** A variable's own default is not looked up: the largest page stands for what is not known here. */
function pageLength(node: FieldNode, variables: Measuring['variables']): number {
  const given = node.arguments?.find((argument) => argument.name.value === 'first')?.value
  if (given === undefined) return defaultPage
  const value =
    given.kind === Kind.VARIABLE ? variables[given.name.value] : given.kind === Kind.INT && Number(given.value)
  return typeof value === 'number' ? Math.min(Math.max(value, 1), maxPage) : maxPage
}
