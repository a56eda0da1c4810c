// Starts the server of a bench in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/**
 * @typedef {{ latencyMs?: number, rejects?: boolean, quota?: { max: number, perMs: number } }} ServerOptions
 * `latencyMs` passes before each answer; `rejects` refuses one record in a hundred; beyond `quota` requests get 429
 * @typedef {{ requests: number, records: number, rejects: number, refused: number, inFlightPeak: number, arrivalsMs: number[] }} Counts
 * `arrivalsMs` are counted from the first request, and only under a quota
 */

/**
 * @param {ServerOptions} [options]
 * @returns {Promise<{ port: number, takeCounts: () => Promise<Counts> } & AsyncDisposable>} `takeCounts` tells what came since it was asked last
 */
export async function startServer(options = {}) {
  const server = fork(path.join(import.meta.dirname, 'server.mjs'), [JSON.stringify(options)])
  const [{ port }] = await once(server, 'message')
  return {
    port,
    takeCounts: async () => {
      server.send('counts')
      const [counts] = await once(server, 'message')
      return counts
    },
    [Symbol.asyncDispose]: async () => {
      server.disconnect()
      await once(server, 'exit')
    },
  }
}
