// Plants each known mistake in a copy of the code, one at a time, and shows which test notices it.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../build.mjs'
import { copyWorkspace } from '../mutants/copied-workspace.mjs'
import { mutants } from '../mutants/mutants.mjs'
import { openTestRunner } from '../mutants/test-runner.mjs'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    // For `npm test`, in which all tests have just passed.
    'tests-pass': { type: 'boolean', default: false },
  },
})
// Tests wait more than they compute.
const atOnce = 2
const chosen = mutants.filter(({ id }) => values.only === undefined || values.only.includes(id))

/** @typedef {import('../mutants/mutants.mjs').Mutant} Mutant */
/** @typedef {{ mutant: string, title: string, killed: boolean, by: string | null, error?: string }} Result */

/** @param {string} folder @param {Mutant} mutant @returns {{ files: string[], takeBack: () => void }} the edited files, and what takes the edits back */
function plant(folder, { id, edits }) {
  const originals = edits.map(({ file, find, replace }) => {
    const target = path.join(folder, file)
    const text = readFileSync(target, 'utf8')
    const times = text.split(find).length - 1
    if (times !== 1)
      throw new Error(
        `${id} does not fit ${file} any more: its text is there ${times} times, not once`,
      )
    writeFileSync(
      target,
      text.replace(find, () => replace),
    )
    return { target, text }
  })
  return {
    files: originals.map(({ target }) => target),
    takeBack: () => {
      for (const { target, text } of originals.toReversed()) writeFileSync(target, text)
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof openTestRunner>>} TestRunner */

/**
 * @param {{ folder: string, runner: TestRunner, restored: string[] }} bench `restored` are the files that the mutant before had edited
 * @param {Mutant} mutant
 * @returns {Promise<Result>}
 */
async function judge(bench, mutant) {
  const { id, title, tests } = mutant
  try {
    const { files, takeBack } = plant(bench.folder, mutant)
    const changed = [...bench.restored, ...files]
    bench.restored = files
    try {
      const { failed, error } = await bench.runner.run(tests, changed)
      if (error !== undefined) return { mutant: id, title, killed: false, by: null, error }
      return { mutant: id, title, killed: failed.length > 0, by: failed[0] ?? null }
    } finally {
      takeBack()
    }
  } catch (error) {
    return { mutant: id, title, killed: false, by: null, error: String(error) }
  }
}

/** @param {Result} result */
function print({ mutant, title, killed, by, error }) {
  if (values.json) {
    console.log(JSON.stringify({ mutant, killed, by, ...(error === undefined ? {} : { error }) }))
    return
  }
  console.log(
    `${killed ? 'killed  ' : 'SURVIVED'} ${mutant.padEnd(4)} ${title}\n              ${error ?? by ?? 'no test failed'}`,
  )
}

/** Without a mistake every one of these tests passes: only then a failure says something. */
async function checkUntouched() {
  using workspace = copyWorkspace()
  await using runner = await openTestRunner(workspace.folder, { timeoutMs: 120_000 })
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))]
  const { failed, error } = await runner.run(files, [])
  if (error === undefined && failed.length === 0) return
  throw new Error(`The tests do not pass without any mistake: ${error ?? failed.join(', ')}`)
}

/** @param {Iterator<Mutant>} queue @param {Result[]} results */
async function work(queue, results) {
  using workspace = copyWorkspace()
  const { folder } = workspace
  // Other tests may run at the same time.
  await using runner = await openTestRunner(folder, { timeoutMs: 60_000 })
  /** @type {string[]} */
  const restored = []
  const bench = { folder, runner, restored }
  for (let next = queue.next(); next.done !== true; next = queue.next()) {
    const result = await judge(bench, next.value)
    results.push(result)
    print(result)
  }
}

if (!build({ quiet: true })) process.exit(1)
if (!values['tests-pass']) await checkUntouched()
/** @type {Result[]} */
const results = []
const queue = chosen.values()
await Promise.all(Array.from({ length: atOnce }, () => work(queue, results)))
const killed = results.filter((result) => result.killed).length
const line = { mutants: results.length, killed }
console.log(values.json ? JSON.stringify(line) : `${killed} of ${results.length} killed`)
process.exitCode = killed === results.length ? 0 : 1
