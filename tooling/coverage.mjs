// Runs the tests of the files of which every branch must be taken, and measures which are.
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { coverageTargets } from './coverage-targets.mjs'
import { root } from './process.mjs'
import { runTests } from './run-tests.mjs'

/** @typedef {{ name: string, tests: readonly string[], files: readonly string[] }} CoverageGroup */

/** The targets; those that share their tests are measured at once. @type {readonly CoverageGroup[]} */
export const coverageGroups = [
  ...Map.groupBy(coverageTargets, ({ tests }) => tests.join(' ')).values(),
].map((targets) => ({
  name: `coverage: ${targets.map(({ name }) => name).join(', ')}`,
  tests: targets[0]?.tests ?? [],
  files: targets.flatMap(({ files }) => files),
}))

/**
 * Runs the tests of a group, and fails where a branch of its files is never taken.
 * @param {CoverageGroup} group
 * @param {{ isKept?: boolean, more?: readonly string[] }} [options] of `runTests`; `more` are arguments for vitest
 */
export async function measureCoverage({ tests, files }, { isKept = false, more = [] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-coverage-'))
  const args = [
    '--project=fast',
    '--silent',
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.reporter=text',
    `--coverage.reportsDirectory=${folder}`,
    ...files.map((file) => `--coverage.include=${file}`),
    '--coverage.thresholds.perFile',
    '--coverage.thresholds.branches=100',
    ...more,
    ...tests,
  ]
  try {
    return await runTests(args, { reporter: 'dot', isKept })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns {string[]} the files that measuring runs: tests of the project `fast` */
export function measuredTests() {
  const asked = coverageGroups.flatMap(({ tests }) => tests)
  return globSync('{packages,connectors}/*/test/**/*.test.ts', { cwd: root }).filter(
    (file) =>
      !/\.(?:proof|service)\.test\.ts$/.test(file) && asked.some((one) => file.includes(one)),
  )
}
