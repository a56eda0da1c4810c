// The demo's Postgres: it outlives the demo, so that what the demo shows can be tried by hand.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

const startTimeoutMs = 180_000
const keeper = path.join(import.meta.dirname, 'postgres-keeper.mjs')

/** @param {string} folder @returns {string} */
const stateFileOf = (folder) => path.join(folder, 'postgres.json')

/** @param {string} folder @returns {string | undefined} the URL of the server that was started last */
function knownUrl(folder) {
  try {
    return JSON.parse(readFileSync(stateFileOf(folder), 'utf8')).url
  } catch {
    // No server yet; a broken file is as good as none.
    return undefined
  }
}

/** @param {string} url @returns {Promise<boolean>} */
async function answers(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  // A server that is being stopped may end the connection at any moment.
  client.on('error', () => 'it does not answer')
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/** @param {string} folder @returns {Promise<string>} the URL of a new server that lives on by itself */
async function startKeeper(folder) {
  rmSync(stateFileOf(folder), { force: true })
  const logFile = path.join(folder, 'postgres.log')
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [keeper, stateFileOf(folder)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  for (let waitedMs = 0; waitedMs < startTimeoutMs && child.exitCode === null; waitedMs += 50) {
    const url = knownUrl(folder)
    if (url !== undefined) return url
    await sleep(50)
  }
  throw new Error(`Failed to start Postgres for the demo:\n${readFileSync(logFile, 'utf8')}`)
}

/**
 * A Postgres database on 127.0.0.1 that stays up after this process: the one of an earlier demo, or a new one.
 * @param {string} folder for its state
 * @returns {Promise<string>} its URL
 */
export async function startPostgres(folder) {
  mkdirSync(folder, { recursive: true })
  const url = knownUrl(folder)
  if (url === undefined || !(await answers(url))) return startKeeper(folder)
  const now = new Date()
  utimesSync(stateFileOf(folder), now, now)
  return url
}

/**
 * Ends the server of an earlier demo.
 * @param {string} folder
 * @returns {Promise<boolean>} whether there was one
 */
export async function stopPostgres(folder) {
  const url = knownUrl(folder)
  if (!existsSync(stateFileOf(folder))) return false
  rmSync(stateFileOf(folder))
  if (url === undefined) return false
  while (await answers(url)) await sleep(100)
  return true
}
