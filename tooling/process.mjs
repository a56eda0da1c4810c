// What the tasks share: starting programs and saying how it went.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** The folder of the repository. */
export const root = path.resolve(import.meta.dirname, '..')

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
 * Runs every step, also after one failed, and says at the end which did.
 * @param {readonly { name: string, run: () => boolean | Promise<boolean> }[]} steps in this order
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runSteps(steps) {
  const failed = []
  for (const step of steps) {
    const startedMs = performance.now()
    console.log(`\n── ${step.name}`)
    const ok = await step.run()
    if (!ok) failed.push(step.name)
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    console.log(`${ok ? 'ok' : 'FAILED'}: ${step.name} (${seconds} s)`)
  }
  return failed
}
