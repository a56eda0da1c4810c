import path from 'node:path'
import { checks, types } from '../checks.mjs'
import { coverageGroups, measureCoverage, measuredTests } from '../coverage.mjs'
import { root, runBeside, runSteps, runStepsBeside } from '../process.mjs'
import {
  closingLine,
  describeFailures,
  describeSkips,
  describeSlowest,
  runTests,
  sumOf,
} from '../run-tests.mjs'

const requireServices = process.env['REV_REQUIRE_SERVICES'] === '1'
const filters = process.argv.slice(2)
const failedSteps = await runSteps([types])

/** @type {import('../run-tests.mjs').Summary[]} */
const measured = []
/** That the tests pass without any mistake is seen beside it. */
const mutants = [path.join(root, 'tooling/tasks/mutants.mjs'), '--tests-pass']

/** What needs no service and one process: it uses the processors while the tests wait. */
const steps = [
  ...checks.map(({ name, command, args }) => ({
    name,
    run: () => runBeside(command, args, { isKept: true }),
  })),
  ...coverageGroups.map((group) => ({
    name: group.name,
    run: async () => {
      const ended = await measureCoverage(group, { isKept: true, more: ['--maxWorkers=1'] })
      measured.push(ended.summary)
      return ended
    },
  })),
  { name: 'mutants', run: () => runBeside(process.execPath, mutants, { isKept: true }) },
]

async function runAll() {
  // Each test runs once: those that coverage is measured by run there.
  const [tests, failed] = await Promise.all([
    runTests([], { elsewhere: measuredTests() }),
    runStepsBeside(steps),
  ])
  failedSteps.push(...failed)
  return { ok: tests.ok, summary: sumOf([tests.summary, ...measured]) }
}

console.log('\n── tests')
const { ok, summary } = filters.length > 0 ? await runTests(filters) : await runAll()
const skips = summary.skipped.filter(({ project }) => project !== 'fast')
for (const line of [...describeSkips(skips), ...describeSlowest(summary.slowest)]) console.log(line)
// "not applicable" is a property of the case; anything else is a service that is not there.
const forbidden = skips.filter(({ reason }) => requireServices && !/^not applicable\b/.test(reason))
if (forbidden.length > 0) {
  console.log(`FAILED: REV_REQUIRE_SERVICES=1, and ${forbidden.length} tests were skipped`)
}
for (const line of describeFailures(summary.failed)) console.log(line)
if (failedSteps.length > 0) console.log(`FAILED: ${failedSteps.join(', ')}`)
process.exitCode = ok && forbidden.length === 0 && failedSteps.length === 0 ? 0 : 1
console.log(closingLine(summary))
