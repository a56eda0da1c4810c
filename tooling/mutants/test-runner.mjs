// Runs test files in a copy of the workspace and says which tests failed, as often as is asked: what was loaded and
// translated for one run serves the next ones.
import path from 'node:path'
import { inspect } from 'node:util'
import { createVitest } from 'vitest/node'

/** @import { Reporter, TestCase, TestModule, Vitest } from 'vitest/node' */
/** @typedef {{ failed: readonly string[], error: string | undefined }} TestRun `error` where a file did not load, or nothing could be counted */

/**
 * @param {string} folder of the copy
 * @param {{ timeoutMs: number }} options the time of one test
 * @returns {Promise<TestRunner>}
 */
export async function openTestRunner(folder, { timeoutMs }) {
  const results = new Results(folder)
  const vitest = await createVitest('test', {
    root: folder,
    project: ['fast'],
    watch: false,
    // The first test that fails is enough.
    bail: 1,
    maxWorkers: 1,
    testTimeout: timeoutMs,
    reporters: [results],
  })
  return new TestRunner(vitest, results)
}

/** Vitest, kept open between runs. */
class TestRunner {
  #vitest
  #results

  /** @param {Vitest} vitest @param {Results} results */
  constructor(vitest, results) {
    this.#vitest = vitest
    this.#results = results
  }

  /**
   * Runs files in this order, up to the first in which something fails.
   * @param {readonly string[]} tests files
   * @param {readonly string[]} changed files that are not as they were in the last run
   * @returns {Promise<TestRun>}
   */
  async run(tests, changed) {
    for (const file of changed) this.#vitest.invalidateFile(file)
    /** @type {TestRun} */
    let found = { failed: [], error: 'no test was run' }
    for (const test of tests) {
      found = await this.#runFile(test)
      if (found.failed.length > 0 || found.error !== undefined) break
    }
    return found
  }

  /** @param {string} test */
  async #runFile(test) {
    this.#results.clear()
    const files = await this.#vitest.globTestSpecifications([test])
    const { unhandledErrors } = await this.#vitest.runTestSpecifications(files)
    return this.#results.count(unhandledErrors)
  }

  async [Symbol.asyncDispose]() {
    await this.#vitest.close()
  }
}

/**
 * What the present run came to; vitest itself remembers files of former runs.
 * @implements {Reporter}
 */
class Results {
  #folder
  #passed = 0
  /** @type {string[]} */
  #failed = []
  /** @type {string[]} */
  #broken = []

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder
  }

  clear() {
    this.#passed = 0
    this.#failed = []
    this.#broken = []
  }

  /** @param {TestCase} test */
  onTestCaseResult(test) {
    const { state } = test.result()
    if (state === 'passed') this.#passed++
    if (state === 'failed') this.#failed.push(`${this.#nameOf(test.module)} > ${test.fullName}`)
  }

  /** @param {TestModule} module */
  onTestModuleEnd(module) {
    const [error] = module.errors()
    if (error !== undefined) this.#broken.push(`${this.#nameOf(module)}: ${error.message}`)
  }

  /** @param {readonly unknown[]} unhandledErrors @returns {TestRun} */
  count(unhandledErrors) {
    const passed = this.#passed
    const failed = this.#failed
    if (failed.length > 0) return { failed, error: undefined }
    // A file that does not even load says nothing about the mistake.
    const [broken] = this.#broken
    const [unhandled] = unhandledErrors
    const unseen = unhandled === undefined ? undefined : inspect(unhandled)
    const none = passed === 0 ? 'no test was run' : undefined
    return { failed, error: broken ?? unseen ?? none }
  }

  /** @param {TestModule} module */
  #nameOf(module) {
    return path.relative(this.#folder, module.moduleId)
  }
}
