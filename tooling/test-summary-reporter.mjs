// A vitest reporter: counts the tests and names the skipped ones in a file for the root task.
import { writeFileSync } from 'node:fs'

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
    failed: unhandledErrors.length,
    /** @type {import('./run-tests.mjs').Skip[]} */
    skipped: [],
  }
  for (const module of modules) {
    if (module.errors().length > 0) summary.failed += 1
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) summary.failed += 1
    }
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') summary.passed += 1
      else if (result.state === 'failed') summary.failed += 1
      else summary.skipped.push(toSkip(module, test, result))
    }
  }
  return summary
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
