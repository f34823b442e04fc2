import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'
import { NotFoundError } from '../../src/errors.ts'
import { normaliseName } from '../../src/ladder/names.ts'
import { type DemoPackage, type DemoRelease, demoPackages, type Recipe } from './demo-packages.ts'
import { makeSdist } from './make-sdist.ts'
import { makeWheel } from './make-wheel.ts'

export interface DemoRequest {
  name: string
  version: string
  /** For a name that is no demo package: the one that it is to be like. */
  like?: string | undefined
  requiresPython?: string | null | undefined
  summary?: string | null | undefined
  /** `demo-picky` fails on Python 3.N and older. */
  failingMinor?: number | undefined
}

export interface DemoFile {
  filename: string
  bytes: Buffer
}

export const defaultFailingMinor = 7

/** Templates are no TypeScript, so they stay in the package and are not in dist/. */
const templates = join(packageRoot, 'test', 'upstream', 'packages')

/**
 * Makes the files of a release of a demo package, at any version, from the templates. Same request, same bytes. Wheels come
 * first: whoever uploads in this order never shows an sdist whose wheel is still to come.
 * @throws {NotFoundError} STAND_IN_UNKNOWN when neither `name` nor `like` is a demo package
 */
export async function makeDemoFiles(request: DemoRequest): Promise<DemoFile[]> {
  const model = demoPackageOf(request.like ?? request.name)
  const release = releaseOfModel(model, request.version)
  const sources = await loadSources(model.recipe, placeholdersOf(model, request))
  const metadata = sources.get('PKG-INFO') ?? ''
  const stem = `${moduleOf(request.name)}-${request.version}`
  const files: DemoFile[] = []
  for (const tag of release.wheels ?? []) {
    const module = `${moduleOf(request.name)}.py`
    const contents = new Map([[module, sources.get(module) ?? '']])
    files.push({ filename: `${stem}-${tag}.whl`, bytes: await makeWheel(stem, tag, metadata, contents) })
  }
  if (release.sdist !== false) files.push({ filename: `${stem}.tar.gz`, bytes: await makeSdist(stem, sources) })
  return files
}

/** @throws {NotFoundError} STAND_IN_UNKNOWN */
export function demoPackageOf(name: string): DemoPackage {
  const found = demoPackages.find((candidate) => normaliseName(candidate.name) === normaliseName(name))
  if (found !== undefined) return found
  const names = demoPackages.map((candidate) => candidate.name).join(', ')
  throw new NotFoundError('STAND_IN_UNKNOWN', `${name} is no demo package; there are ${names}`)
}

/** A version that the list does not have is like the last one that it has. */
export function releaseOfModel(model: DemoPackage, version: string): DemoRelease {
  return model.releases.find((release) => release.version === version) ?? model.releases.at(-1) ?? { version }
}

function moduleOf(name: string): string {
  return normaliseName(name).replaceAll('-', '_')
}

function placeholdersOf(model: DemoPackage, request: DemoRequest): ReadonlyMap<string, string> {
  const requiresPython = request.requiresPython === undefined ? model.requiresPython : request.requiresPython
  const requires = [
    ...(requiresPython ? [`Requires-Python: ${requiresPython}`] : []),
    ...(model.requiresDist ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
  ]
  return new Map([
    ['NAME', request.name],
    ['MODULE', moduleOf(request.name)],
    ['VERSION', request.version],
    ['SUMMARY', request.summary ?? model.summary],
    ['BACKEND', model.recipe === 'hanging' ? 'hanging_backend' : 'demo_backend'],
    ['FAILING', String(request.failingMinor ?? defaultFailingMinor)],
    ['REQUIRES', requires.join('\n')],
  ])
}

/** The files of `packages/common` and of the recipe's folder, by their names in the sdist. */
async function loadSources(recipe: Recipe, placeholders: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const sources = new Map<string, string>()
  for (const folder of [join(templates, 'common'), join(templates, recipe)]) {
    for (const file of (await readdir(folder)).sort()) {
      const text = await readFile(join(folder, file), 'utf8')
      sources.set(fill(file.replace(/^module\./, '@MODULE@.'), placeholders), fill(text, placeholders))
    }
  }
  return sources
}

function fill(text: string, placeholders: ReadonlyMap<string, string>): string {
  return text.replace(/@([A-Z]+)@/g, (whole, key: string) => placeholders.get(key) ?? whole)
}
