// A vitest reporter: counts the tests and names the failed and the skipped ones and the slowest files in a file for the root task.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** @import { Reporter, TestCase, TestModule, TestResult } from 'vitest/node' */

/** @implements {Reporter} */
export default class TestSummaryReporter {
  /**
   * @param {ReadonlyArray<TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env['REV_TEST_SUMMARY_FILE']
    if (file) writeFileSync(file, JSON.stringify(summarize(modules, unhandledErrors)))
  }
}

/**
 * @param {ReadonlyArray<TestModule>} modules
 * @param {ReadonlyArray<unknown>} unhandledErrors each counts as a failure, as does a file that does not load
 */
function summarize(modules, unhandledErrors) {
  const summary = {
    passed: 0,
    failed: unhandledErrors.map((error) => ({
      name: `outside of every test${whereOf(error)}`,
      reason: reasonOf(error),
    })),
    /** @type {import('./run-tests.mjs').Skip[]} */
    skipped: [],
    slowest: slowestFiles(modules),
  }
  for (const module of modules) {
    const { relativeModuleId: file } = module
    /** @param {string} name @param {ReadonlyArray<unknown>} errors */
    const addFailure = (name, errors) => {
      summary.failed.push({ name: `${file}${name}`, reason: reasonOf(errors[0]) })
    }
    if (module.errors().length > 0) addFailure('', module.errors())
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) addFailure(` > ${suite.fullName}`, suite.errors())
    }
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') summary.passed += 1
      else if (result.state === 'failed') addFailure(` > ${test.fullName}`, result.errors)
      else summary.skipped.push(toSkip(module, test, result))
    }
  }
  return summary
}

/** @param {ReadonlyArray<TestModule>} modules */
function slowestFiles(modules) {
  return modules
    .map((module) => ({ file: module.relativeModuleId, ms: module.diagnostic().duration }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 15)
}

/**
 * @param {unknown} error one that no test waited for
 * @returns {string} the file that ran then, which need not be the one whose code it is
 */
function whereOf(error) {
  const { VITEST_TEST_PATH: file } = /** @type {{ VITEST_TEST_PATH?: string }} */ (error)
  return file === undefined ? '' : `, while ${path.relative(process.cwd(), file)} ran`
}

const reasonLinesMax = 24
const reasonLineLettersMax = 400

/**
 * @param {unknown} error
 * @returns {string} what it says, with the difference of what was expected and the seed of a property, cut to what a reader can take in
 */
function reasonOf(error) {
  const { message = error, diff = '' } = /** @type {{ message?: unknown, diff?: unknown }} */ (
    error instanceof Object ? error : {}
  )
  const lines = stripVTControlCharacters(`${String(message)}\n${String(diff)}`)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, reasonLineLettersMax))
  const more = lines.length - reasonLinesMax
  if (more > 0) lines.splice(reasonLinesMax, more, `… ${more} more lines`)
  return lines.join('\n')
}

/**
 * @param {TestModule} module
 * @param {TestCase} test
 * @param {TestResult} result
 */
function toSkip(module, test, result) {
  const note = 'note' in result ? result.note : undefined
  return {
    project: module.project.name,
    file: module.relativeModuleId,
    name: test.fullName,
    reason: note ?? (test.options.mode === 'todo' ? 'to do' : 'no reason given'),
  }
}
