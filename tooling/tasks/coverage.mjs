// Measures the branches of the files in coverage-targets.mjs and fails where one is never taken.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { coverageTargets } from '../coverage-targets.mjs'
import { run, runSteps } from '../process.mjs'

/** @param {readonly import('../coverage-targets.mjs').CoverageTarget[]} targets that share their tests */
function measure(targets) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-coverage-'))
  const [first] = targets
  const files = targets.flatMap((target) => target.files)
  try {
    return run('vitest', [
      'run',
      '--project=fast',
      '--silent',
      '--reporter=dot',
      '--coverage.enabled',
      '--coverage.provider=v8',
      '--coverage.reporter=text',
      `--coverage.reportsDirectory=${folder}`,
      ...files.map((file) => `--coverage.include=${file}`),
      '--coverage.thresholds.perFile',
      '--coverage.thresholds.branches=100',
      ...(first?.tests ?? []),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const groups = Map.groupBy(coverageTargets, ({ tests }) => tests.join(' '))
const failed = await runSteps(
  [...groups.values()].map((targets) => ({
    name: targets.map(({ name }) => name).join(', '),
    run: () => measure(targets),
  })),
)
process.exitCode = failed.length === 0 ? 0 : 1
