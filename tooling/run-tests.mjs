// Starts vitest and hands back what it counted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, runBeside } from './process.mjs'

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
 * @param {{ reporter?: string, isKept?: boolean, elsewhere?: readonly string[] }} [options] `isKept` hands the output
 *   back and prints nothing; `elsewhere` are files of the project `fast` that do not run here
 * @returns {Promise<{ ok: boolean, output: string, summary: Summary }>}
 */
export async function runTests(args, { reporter = 'default', isKept = false, elsewhere } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-tests-'))
  const summaryFile = path.join(folder, 'summary.json')
  const reporters = [reporter, path.join(root, 'tooling/test-summary-reporter.mjs')]
  const flags = reporters.map((name) => `--reporter=${name}`)
  const env = {
    ...process.env,
    REV_TEST_SUMMARY_FILE: summaryFile,
    // Tests start hundreds of processes that load the same modules; what is compiled once serves all of them.
    NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
    ...(elsewhere && { REV_TESTS_ELSEWHERE: elsewhere.join('\n') }),
  }
  const { ok, output } = await runBeside('vitest', ['run', ...flags, ...args], { env, isKept })
  try {
    return { ok, output, summary: JSON.parse(readFileSync(summaryFile, 'utf8')) }
  } catch (error) {
    console.error(`Failed to read the counts of vitest: ${String(error)}`)
    return { ok: false, output, summary: nothingCounted() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @param {readonly Summary[]} summaries @returns {Summary} */
export function sumOf(summaries) {
  return {
    passed: summaries.reduce((sum, { passed }) => sum + passed, 0),
    failed: summaries.flatMap(({ failed }) => failed),
    skipped: summaries.flatMap(({ skipped }) => skipped),
    slowest: summaries
      .flatMap(({ slowest }) => slowest)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 15),
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
