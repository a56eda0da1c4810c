// The plain script: rows from DuckDB as objects, JSON, undici, a semaphore; every answer is read and counted.
import { DuckDBInstance } from '@duckdb/node-api'
import { Pool } from 'undici'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [file = '', port = ''] = process.argv.slice(2)
const inFlightMax = 16
const batchRows = 100

const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlightMax })
const stop = startStopwatch()
let delivered = 0
/** @type {Set<Promise<void>>} */
const inFlight = new Set()

/** @param {readonly object[]} records */
async function send(records) {
  const { body, statusCode } = await pool.request({
    path: '/records',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(records),
  })
  const { results } = /** @type {{ results: { status: string }[] }} */ (await body.json())
  if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  delivered += results.filter(({ status }) => status === 'ok').length
}

/** @type {object[]} */
let batch = []
async function flush() {
  const records = batch
  batch = []
  while (inFlight.size >= inFlightMax) await Promise.race(inFlight)
  const sending = send(records).finally(() => inFlight.delete(sending))
  inFlight.add(sending)
}
const result = await connection.stream('SELECT * FROM contacts')
for await (const rows of result.yieldRowObjectJson()) {
  for (const row of rows) {
    batch.push(row)
    if (batch.length === batchRows) await flush()
  }
}
if (batch.length > 0) await flush()
await Promise.all(inFlight)
await pool.close()
stop({ delivered })
