/** Runs processes-shutdown-child.ts as `npm start` runs the farm. argv[2] goes to it. */
import { runService } from '../../scripts/run-command.mjs'

const child = ['--import', 'tsx', 'test/cli/processes-shutdown-child.ts', process.argv[2]]
process.exitCode = await runService(process.execPath, child)
