import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as operations from '@graphql-codegen/typescript-operations'
import * as resolvers from '@graphql-codegen/typescript-resolvers'
import { parse } from 'graphql'
import { packageRoot } from '../src/config.ts'
import { readTypeDefs } from '../src/resolvers/type-defs.ts'
import * as documents from '../web/documents.ts'

/*
 * Writes the types that follow from schema/graphql: of our resolvers, and of what the pages' documents answer.
 * `--check` writes nothing and fails when a file is not what would be written.
 */

const HEADER =
  '// Written by scripts/generate-resolver-types.ts from schema/graphql. Do not edit: `npm run generate`.\n'

const words = (name: string): string => `../ladder/words.ts#${name}`

/** Enums whose values are the lists of src/ladder/words.ts. */
const sharedEnums = {
  AttemptState: words('AttemptState'),
  FailureKind: words('FailureKind'),
  Lane: words('Lane'),
  ManyRefusal: '../ladder/requeue-many.ts#ManyRefusal',
  MissingKind: words('MissingKind'),
  ProjectStatus: words('ProjectStatus'),
  Verdict: words('Verdict'),
  WaitReason: words('WaitReason'),
  WorkState: words('WorkState'),
}

/** What stands behind each type when a resolver is called. */
const mappers = {
  AuditEvent: '../store/read-audit.ts#AuditRow',
  Attempt: '../store/read-builds.ts#AttemptRow',
  Backlog: '../store/read-targets.ts#TargetRow',
  Build: '../store/read-builds.ts#BuildRow',
  BuildEvent: '../store/read-builds.ts#BuildEventRow',
  Builder: '../store/read-builders.ts#BuilderRow',
  FailedBuild: '../store/read-builds.ts#BuildRow',
  Package: '../store/read-packages.ts#PackageRow',
  Release: '../store/read-packages.ts#ReleaseRow',
  ReleaseConnection: './models.ts#ReleasePage',
  Sync: '../store/read-sync.ts#SyncRow',
  Target: '../store/read-targets.ts#TargetRow',
  TargetStatus: './models.ts#TargetStanding',
  UpstreamWheel: '../store/read-wheels.ts#UpstreamWheelRow',
  Wheel: '../store/read-wheels.ts#WheelRow',
}

const shared = {
  enumsAsTypes: true,
  scalars: { DateTime: 'Date', BigInt: 'number' },
  strictScalars: true,
  useTypeImports: true,
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  skipTypename: true,
}

async function resolverTypes(): Promise<string> {
  const config = {
    ...shared,
    enumValues: sharedEnums,
    mappers,
    contextType: './context.ts#Context',
    maybeValue: 'T | null | undefined',
    inputMaybeValue: 'T | null | undefined',
    // What has a default is there when a resolver is called.
    avoidOptionals: { defaultValue: true },
  }
  const text = await codegen({
    filename: 'src/resolvers/resolvers.gen.ts',
    schema: parse(await readTypeDefs()),
    documents: [],
    config,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  })
  // The plugin re-exports the shared enums as if they were values, which `verbatimModuleSyntax` refuses.
  return text.replace(/^export \{ (\w+) \};$/gm, 'export type { $1 };')
}

/** As JSON brings them: instants are texts. */
async function documentTypes(): Promise<string> {
  return codegen({
    filename: 'web/documents.gen.ts',
    schema: parse(await readTypeDefs()),
    documents: Object.entries(documents).map(([name, text]) => ({ location: name, document: parse(text) })),
    config: { ...shared, scalars: { DateTime: 'string', BigInt: 'number' } },
    plugins: [{ operations: {} }],
    pluginMap: { operations },
  })
}

async function main(check: boolean): Promise<number> {
  const outputs = {
    'src/resolvers/resolvers.gen.ts': HEADER + (await resolverTypes()),
    'web/documents.gen.ts': HEADER + (await documentTypes()),
  }
  let stale = 0
  for (const [path, text] of Object.entries(outputs)) {
    const file = join(packageRoot, path)
    if (!check) await writeFile(file, text)
    else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      stale += 1
      console.error(`${relative(process.cwd(), file)} is stale: run \`npm run generate\``)
    }
  }
  return stale === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.includes('--check'))
