/**
 * Makes the builder as one file, dist/builder.mjs, which runs in an empty folder with nothing but Node.js:
 * `node scripts/bundle-builder.mjs`. The farm serves it (src/http/builder-file.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, stop } from 'esbuild'
import { packageRoot } from './package-root.mjs'

/** Parts of libraries that nobody here uses, or that only speed them up; each is asked for in a `try`. */
const absent = ['pg-native', 'redis', '@valkey/valkey-glide', 'cbor-extract', 'msgpackr-extract']

/** What CommonJS libraries expect to be there, made by names that none of them uses. */
const surroundings = `
import { createRequire as wheelyardCreateRequire } from 'node:module'
import { dirname as wheelyardDirname } from 'node:path'
import { fileURLToPath as wheelyardFileUrlToPath } from 'node:url'
const require = wheelyardCreateRequire(import.meta.url)
const __filename = wheelyardFileUrlToPath(import.meta.url)
const __dirname = wheelyardDirname(__filename)`

/** @throws {Error} if a source cannot be bundled; esbuild has then said which */
export async function bundleBuilder() {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  await build({
    absWorkingDir: packageRoot,
    entryPoints: ['src/builder/main.ts'],
    outfile: 'dist/builder.mjs',
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: absent,
    banner: { js: `// Wheelyard ${version}: a builder.${surroundings}` },
    plugins: [ownVersion(version)],
    logLevel: 'warning',
  }).finally(stop) // its process would stay for as long as ours
}

/** There is no package.json beside the one file, so it carries its version. */
function ownVersion(version) {
  const contents = `export const packageVersion = ${JSON.stringify(version)}`
  return {
    name: 'version',
    setup: ({ onLoad }) => onLoad({ filter: /\/src\/version\.ts$/ }, () => ({ contents })),
  }
}

if (process.argv[1] === import.meta.filename) await bundleBuilder()
