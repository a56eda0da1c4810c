// What the tasks share: starting programs and saying how it went.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** The folder of the repository. */
export const root = path.resolve(import.meta.dirname, '..')

/** @typedef {{ name: string, run: () => boolean | Promise<boolean> }} Step */
/** @typedef {{ name: string, command: string, args: readonly string[] }} Program a step that is a program */
/** @typedef {{ ok: boolean, output: string }} Ended */

/**
 * Runs a program with the task's own output.
 * @param {string} command a bin of the root, or an absolute path
 * @param {readonly string[]} args its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `quiet` moves its output to standard error
 * @returns {boolean} whether it ended with 0
 */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: options.quiet ? ['ignore', 2, 2] : ['ignore', 'inherit', 'inherit'],
  })
  if (error) process.stderr.write(`Failed to start ${command}: ${error.message}.\n`)
  return status === 0
}

/**
 * Runs a program while others run.
 * @param {string} command a bin of the root, or an absolute path
 * @param {readonly string[]} args its arguments
 * @param {{ env?: NodeJS.ProcessEnv, isKept?: boolean }} [options] `isKept` hands its output back and prints nothing
 * @returns {Promise<Ended>}
 */
export async function runBeside(command, args, { env = process.env, isKept = false } = {}) {
  const output = isKept ? 'pipe' : 'inherit'
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', output, output] })
  /** @type {string[]} */
  const kept = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => kept.push(text))
  }
  try {
    const [status] = await once(child, 'close')
    return { ok: status === 0, output: kept.join('') }
  } catch (error) {
    return { ok: false, output: `Failed to start ${command}: ${String(error)}.\n` }
  }
}

/** @param {Program} program @returns {Step} */
export function toStep({ name, command, args }) {
  return { name, run: () => run(command, args) }
}

/**
 * Runs every step, also after one failed, and says at the end which did.
 * @param {readonly Step[]} steps in this order
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runSteps(steps) {
  const failed = []
  for (const step of steps) {
    const startedMs = performance.now()
    console.log(`\n── ${step.name}`)
    const ok = await step.run()
    if (!ok) failed.push(step.name)
    console.log(howItEnded(step.name, ok, startedMs))
  }
  return failed
}

/**
 * Runs every step while something else prints: what each says stands in one piece, once it has ended.
 * @param {readonly { name: string, run: () => Promise<Ended> }[]} steps in this order
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runStepsBeside(steps) {
  const failed = []
  for (const step of steps) {
    const startedMs = performance.now()
    const { ok, output } = await step.run()
    if (!ok) failed.push(step.name)
    const text = [`\n── ${step.name}`, output.trimEnd(), howItEnded(step.name, ok, startedMs)]
    console.log(text.filter((part) => part !== '').join('\n'))
  }
  return failed
}

/** @param {string} name @param {boolean} ok @param {number} startedMs */
function howItEnded(name, ok, startedMs) {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  return `${ok ? 'ok' : 'FAILED'}: ${name} (${seconds} s)`
}
