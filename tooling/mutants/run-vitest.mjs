// Runs test files in a copy of the workspace and says which tests failed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { root } from '../process.mjs'

/**
 * @param {string} folder of the copy
 * @param {readonly string[]} tests files
 * @param {{ timeoutMs: number, bail?: boolean }} options `bail` ends with the first test that fails
 * @returns {Promise<{ passed: number, failed: readonly string[], error: string | undefined }>} `error` where nothing could be counted
 */
export async function runVitest(folder, tests, { timeoutMs, bail = false }) {
  const output = path.join(folder, `result-${process.hrtime.bigint()}.json`)
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const args = [
    'run',
    '--root',
    folder,
    '--project',
    'fast',
    `--testTimeout=${timeoutMs}`,
    '--reporter=json',
  ]
  const ends = bail ? ['--bail=1'] : []
  const child = spawn(
    process.execPath,
    [vitest, ...args, ...ends, `--outputFile=${output}`, ...tests],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let complaints = ''
  child.stderr.on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-2000)
  })
  await once(child, 'exit')
  try {
    const { testResults } = JSON.parse(readFileSync(output, 'utf8'))
    rmSync(output)
    return countResults(folder, testResults)
  } catch {
    return { passed: 0, failed: [], error: complaints || 'vitest wrote no result' }
  }
}

/**
 * @param {string} folder
 * @param {readonly { name: string, status: string, message?: string, assertionResults: readonly { status: string, fullName: string }[] }[]} files
 */
function countResults(folder, files) {
  const all = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({
      status,
      name: `${path.relative(folder, name)} > ${fullName}`,
    })),
  )
  const failed = all.filter(({ status }) => status === 'failed').map(({ name }) => name)
  // A file that does not even load says nothing about the mistake; after a failure the rest is not run.
  const broken =
    failed.length > 0
      ? undefined
      : files.find(
          ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
        )
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    failed,
    error: broken && `${path.relative(folder, broken.name)}: ${broken.message ?? 'did not load'}`,
  }
}
