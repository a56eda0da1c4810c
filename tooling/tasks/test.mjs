import path from 'node:path'
import { checks } from '../checks.mjs'
import { root, run, runSteps } from '../process.mjs'
import {
  closingLine,
  describeFailures,
  describeSkips,
  describeSlowest,
  runTests,
} from '../run-tests.mjs'

/** @param {string} name of a task of this folder @param {readonly string[]} [args] */
function runTask(name, args = []) {
  return run(process.execPath, [path.join(root, 'tooling/tasks', `${name}.mjs`), ...args])
}

const requireServices = process.env['REV_REQUIRE_SERVICES'] === '1'
const filters = process.argv.slice(2)
const failedChecks =
  filters.length > 0 ? await runSteps(checks.slice(0, 1)) : await runSteps(checks)

console.log('\n── tests')
const { ok, summary } = runTests(filters)
const skips = summary.skipped.filter(({ project }) => project !== 'fast')
for (const line of [...describeSkips(skips), ...describeSlowest(summary.slowest)]) console.log(line)
// "not applicable" is a property of the case; anything else is a service that is not there.
const forbidden = skips.filter(({ reason }) => requireServices && !/^not applicable\b/.test(reason))
if (forbidden.length > 0) {
  console.log(`FAILED: REV_REQUIRE_SERVICES=1, and ${forbidden.length} tests were skipped`)
}
if (filters.length === 0) {
  failedChecks.push(
    ...(await runSteps([
      { name: 'coverage', run: () => runTask('coverage') },
      // That the tests pass without any mistake was just seen.
      { name: 'mutants', run: () => runTask('mutants', ok ? ['--tests-pass'] : []) },
    ])),
  )
}
for (const line of describeFailures(summary.failed)) console.log(line)
if (failedChecks.length > 0) console.log(`FAILED: ${failedChecks.join(', ')}`)
process.exitCode = ok && forbidden.length === 0 && failedChecks.length === 0 ? 0 : 1
console.log(closingLine(summary))
