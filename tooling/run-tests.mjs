// Starts vitest and hands back what it counted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, run } from './process.mjs'

/** @typedef {{ project: string, file: string, name: string, reason: string }} Skip */
/** @typedef {{ name: string, reason: string }} Failure */
/** @typedef {{ file: string, ms: number }} SlowFile */
/** @typedef {{ passed: number, failed: Failure[], skipped: Skip[], slowest: SlowFile[] }} Summary */

/** @returns {Summary} what is reported when vitest died before it could count */
const nothingCounted = () => ({
  passed: 0,
  failed: [{ name: 'vitest', reason: 'it ended before it could count' }],
  skipped: [],
  slowest: [],
})

/**
 * Runs the test files that the arguments select.
 * @param {readonly string[]} args for vitest
 * @returns {{ ok: boolean, summary: Summary }}
 */
export function runTests(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-tests-'))
  const summaryFile = path.join(folder, 'summary.json')
  const reporters = ['default', path.join(root, 'tooling/test-summary-reporter.mjs')]
  const ok = run('vitest', ['run', ...reporters.map((name) => `--reporter=${name}`), ...args], {
    env: { ...process.env, REV_TEST_SUMMARY_FILE: summaryFile },
  })
  try {
    return { ok, summary: JSON.parse(readFileSync(summaryFile, 'utf8')) }
  } catch (error) {
    console.error(`Failed to read the counts of vitest: ${String(error)}`)
    return { ok: false, summary: nothingCounted() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * @param {readonly Skip[]} skips
 * @returns {string[]} lines that name each skipped test and why, grouped by reason
 */
export function describeSkips(skips) {
  const reasons = [...new Set(skips.map(({ reason }) => reason))].sort()
  return reasons.flatMap((reason) => [
    `skipped: ${reason}`,
    ...skips
      .filter((skip) => skip.reason === reason)
      .map((skip) => `  ${skip.file} > ${skip.name}`),
  ])
}

/**
 * @param {readonly Failure[]} failures
 * @returns {string[]} what failed and how, so that the end of a long log is enough to repeat it
 */
export function describeFailures(failures) {
  return failures.map(({ name, reason }) => `FAILED: ${name}: ${reason.replaceAll('\n', '\n  ')}`)
}

/**
 * @param {readonly SlowFile[]} files
 * @returns {string[]} lines that say where the time of a run went
 */
export function describeSlowest(files) {
  const lines = files.map(({ file, ms }) => `${(ms / 1000).toFixed(0).padStart(6)} s  ${file}`)
  return files.length === 0 ? [] : ['slowest files:', ...lines]
}

/** @param {Summary} summary @returns {string} the last line of a test run */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`
}
