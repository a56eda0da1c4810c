// Measures the branches of the files in coverage-targets.mjs and fails where one is never taken.
import { coverageGroups, measureCoverage } from '../coverage.mjs'
import { runSteps } from '../process.mjs'

const failed = await runSteps(
  coverageGroups.map((group) => ({
    name: group.name,
    run: async () => (await measureCoverage(group)).ok,
  })),
)
process.exitCode = failed.length === 0 ? 0 : 1
