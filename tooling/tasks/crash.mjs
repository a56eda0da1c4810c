// Kills real processes at named places and at random times: `npm run crash -- --kills N [--seed S] [--json]`.
// Its last line is the sum of it.
import path from 'node:path'
import { build } from '../build.mjs'
import { root, run } from '../process.mjs'

const campaign = path.join(root, 'packages/core/test/crash/campaign.ts')
process.exitCode =
  build({ quiet: true }) && run(process.execPath, [campaign, ...process.argv.slice(2)]) ? 0 : 1
