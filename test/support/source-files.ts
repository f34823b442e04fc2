import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'
import { packageRoot } from '../../src/config.ts'

export interface SourceFile {
  /** From the package's root, with `/`. */
  path: string
  text: string
  lines: number
  /** What it imports or re-exports: paths from the package's root for its own files, else the specifier as it is. */
  imports: readonly string[]
}

/** Reads and parses every TypeScript file of these folders, generated ones left out. */
export async function readSourceFiles(folders: readonly string[]): Promise<SourceFile[]> {
  const paths = (await Promise.all(folders.map(listFiles))).flat().sort()
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(packageRoot, path), 'utf8')
      return { path, text, lines: text.split('\n').length - 1, imports: importsOf(path, text) }
    }),
  )
}

async function listFiles(folder: string): Promise<string[]> {
  if (!existsSync(join(packageRoot, folder))) return [] // git keeps no empty folder
  const names = await readdir(join(packageRoot, folder), { recursive: true })
  return names.filter((name) => /(?<!\.gen)\.tsx?$/.test(name)).map((name) => posix.join(folder, name))
}

function importsOf(path: string, text: string): string[] {
  const { module, errors } = parseSync(path, text)
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`)
  const fixed = module.staticImports.map((one) => one.moduleRequest.value)
  const passedOn = module.staticExports.flatMap((one) => one.entries.map((entry) => entry.moduleRequest?.value ?? ''))
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1))
  const specifiers = [...fixed, ...passedOn, ...dynamic].filter((specifier) => specifier !== '')
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
  )
}
