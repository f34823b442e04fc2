import { isMainThread } from 'node:worker_threads'

/*
 * The builder as one file (scripts/bundle-builder.mjs): the command line, or, when it is started as a thread by itself, the
 * heartbeat. Each loads only what it needs of the file.
 */
if (isMainThread) {
  const { createBuilderProgram } = await import('../cli/builder-program.ts')
  const { runProgram } = await import('../cli/run-program.ts')
  process.exitCode = await runProgram(createBuilderProgram(), process.argv)
} else {
  await import('./heartbeat-thread.ts')
}
