// Runs a part of the bench in a process of its own, so that each run starts cold.
import { fork } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {{ delivered: number, seconds: number, peakBytes: number, cpuSeconds?: number }} Measure */

/** @param {string} file @param {readonly string[]} args @returns {Promise<Measure>} */
export async function measure(file, args) {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  const [code] = await exited
  if (told === undefined || code !== 0) throw new Error(`Failed to run ${file}: exit code ${code}.`)
  return told[0]
}
