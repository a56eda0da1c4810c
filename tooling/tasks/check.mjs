import { checks, types } from '../checks.mjs'
import { runSteps, toStep } from '../process.mjs'
import { runTests } from '../run-tests.mjs'

const failed = await runSteps([
  types,
  ...checks.map(toStep),
  {
    name: 'fast tests',
    run: async () => (await runTests(['--project', 'fast', ...process.argv.slice(2)])).ok,
  },
])
console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
