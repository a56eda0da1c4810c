// The deterministic simulation of the engine: `npm run sim -- --seeds N [--seed S] [--json]`.
import path from 'node:path'
import { build } from '../build.mjs'
import { root, run } from '../process.mjs'

const script = path.join(root, 'packages/core/test/simulation/sim-command.ts')
process.exitCode =
  build({ quiet: true }) && run(process.execPath, [script, ...process.argv.slice(2)]) ? 0 : 1
