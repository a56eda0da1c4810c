// Kills real processes at named places and at random times, and flips bits of real state files:
// `npm run crash -- --kills N [--flips N] [--seed S] [--json]`. Its last line is the sum of the kills.
import path from 'node:path'
import { build } from '../build.mjs'
import { root, run } from '../process.mjs'

const campaign = path.join(root, 'packages/core/test/crash/campaign.ts')
process.exitCode =
  build({ quiet: true }) && run(process.execPath, [campaign, ...process.argv.slice(2)]) ? 0 : 1
