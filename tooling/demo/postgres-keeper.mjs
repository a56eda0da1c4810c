// Keeps the demo's Postgres running after the demo: node postgres-keeper.mjs STATE_FILE
// It is the server's parent, and ends with it when the state file goes or nobody has touched it for half an hour.
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { providePostgres } from '@revetl/testkit/services'

const idleMsMax = 30 * 60 * 1000
const lookEveryMs = 500
const [stateFile = ''] = process.argv.slice(2)

const service = await providePostgres()
const state = JSON.stringify({ url: await service.createDatabase(), keeper: process.pid })
// Renamed into place, so that nobody reads half of it.
writeFileSync(`${stateFile}.new`, state, { mode: 0o600 })
renameSync(`${stateFile}.new`, stateFile)

/** @returns {boolean} whether the file is still there, still ours and still fresh */
function isWanted() {
  try {
    const isOurs = readFileSync(stateFile, 'utf8') === state
    return isOurs && Date.now() - statSync(stateFile).mtimeMs < idleMsMax
  } catch {
    // Whoever removed it wants the server to stop.
    return false
  }
}

const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
while (!stop.signal.aborted && isWanted()) await sleep(lookEveryMs)
await service[Symbol.asyncDispose]()
process.exit(0)
