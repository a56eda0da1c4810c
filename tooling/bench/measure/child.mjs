// Runs one contender in a process of its own, so that none inherits the other's heap or warm code.
import { fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * @typedef {{ delivered: number, rejected: number, seconds: number, cpuSeconds: number, peakBytes: number }} Measure
 * `cpuSeconds` are those of the process with all its threads; `peakBytes` is the most memory that it had resident
 */

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {readonly string[]} [nodeOptions] of the process, such as bounds of its heap
 * @returns {Promise<Measure>}
 */
export async function measureChild(file, args, nodeOptions = []) {
  const child = fork(file, args, { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [...nodeOptions] })
  const exited = once(child, 'exit')
  const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  const [code] = await exited
  if (told === undefined || code !== 0) {
    throw new Error(`Failed to run ${file} ${args.join(' ')}: exit code ${code}.`)
  }
  return told[0]
}
