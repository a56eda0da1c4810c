// Starts the simulator of a connector in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../process.mjs'

/**
 * @typedef {{ url: string, app: { clientId: string, clientSecret: string } }} Told
 * @typedef {{ state: { name: string, records: number }[], quotas: { violations: number }[], requestCount: number }} Shown
 */

/** @param {string} name of a folder of connectors */
export const connector = (name) => ({ connector: path.join(root, 'connectors', name) })

/**
 * @param {string} name of a folder of connectors, whose `test/simulator.ts` prints on its first line how it is reached
 * @param {readonly string[]} args
 * @returns {Promise<{ told: Told, show: () => Promise<Shown> } & AsyncDisposable>} `show` tells what it holds
 */
export async function startSimulator(name, args) {
  const file = path.join(root, 'connectors', name, 'test/simulator.ts')
  const child = spawn(process.execPath, [file, ...args])
  child.stderr.pipe(process.stderr)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const told = JSON.parse(line)
  return {
    told,
    show: async () => {
      const response = await fetch(`${told.url}/__simulator/state`)
      return /** @type {Shown} */ (await response.json())
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
