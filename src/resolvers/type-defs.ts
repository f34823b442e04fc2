import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../config.ts'

/** The whole schema as SDL: every file of schema/graphql, in the order of their names. */
export async function readTypeDefs(): Promise<string> {
  const folder = join(packageRoot, 'schema', 'graphql')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.join('\n')
}
