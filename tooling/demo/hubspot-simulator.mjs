// The simulated HubSpot account of the demo, as a program of its own on 127.0.0.1.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { request } from 'undici'
import { root } from '../process.mjs'

/** @typedef {Record<string, string>} Contact */
/** @typedef {{ url: string, token: string, readContacts: () => Promise<Contact[]>, requestCount: () => Promise<number>, stop: () => Promise<void> }} HubspotAccount */

/**
 * @param {number} requestsMax in any ten seconds
 * @returns {Promise<HubspotAccount>}
 */
export async function startHubspot(requestsMax) {
  const program = path.join(root, 'connectors/destination-hubspot/test/simulator.ts')
  const child = spawn(process.execPath, [program, '--burst-max', String(requestsMax)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit')])
  if (typeof line !== 'string') throw new Error(`The HubSpot simulator ended with ${line}.`)
  const { url, token } = JSON.parse(line)
  /** @returns {Promise<any>} what the simulator shows of itself */
  const readState = async () => {
    // A connection of its own each time: one that is kept may be closed by the other side just when it is used again.
    const { body } = await request(`${url}/__simulator/state`, { reset: true })
    return body.json()
  }
  return {
    url,
    token,
    readContacts: async () => (await readState()).state.contacts ?? [],
    requestCount: async () => (await readState()).requestCount,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
