import { checks } from '../checks.mjs'
import { runSteps } from '../process.mjs'
import { runTests } from '../run-tests.mjs'

const failed = await runSteps([
  ...checks,
  {
    name: 'fast tests',
    run: () => runTests(['--project', 'fast', ...process.argv.slice(2)]).ok,
  },
])
console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
