// The usual script: rows as objects, a query stream, JSON.stringify, bottleneck, undici. Arguments: SOURCE PLACE PORT SQL
import { DuckDBInstance } from '@duckdb/node-api'
import Bottleneck from 'bottleneck'
import { Client } from 'pg'
import QueryStream from 'pg-query-stream'
import { getGlobalDispatcher, request } from 'undici'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [source = '', place = '', port = '', sql = ''] = process.argv.slice(2)
const batchRows = 100
const stop = startStopwatch()
const limiter = new Bottleneck({ maxConcurrent: 16 })
const counts = { delivered: 0, rejected: 0 }

async function* postgresRows() {
  const client = new Client({ connectionString: place })
  await client.connect()
  yield* client.query(new QueryStream(sql, [], { batchSize: 1000 }))
  await client.end()
}

async function* duckdbRows() {
  const instance = await DuckDBInstance.create(place, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const result = await connection.stream(sql)
  for await (const rows of result.yieldRowObjectJs()) yield* rows
  connection.closeSync()
}

/** @param {readonly object[]} records */
async function post(records) {
  const { body, statusCode } = await request(`http://127.0.0.1:${port}/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(records),
  })
  const { results } = /** @type {{ results: { status: string }[] }} */ (await body.json())
  if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  for (const { status } of results) {
    if (status === 'ok') counts.delivered += 1
    else counts.rejected += 1
  }
}

/** @type {Set<Promise<void>>} */
const waiting = new Set()
async function flush(/** @type {readonly object[]} */ records) {
  // A queue without a bound would hold the whole table.
  while (waiting.size >= 64) await Promise.race(waiting)
  const job = limiter.schedule(() => post(records)).finally(() => waiting.delete(job))
  waiting.add(job)
}

/** @type {object[]} */
let batch = []
for await (const row of source === 'postgres' ? postgresRows() : duckdbRows()) {
  batch.push(row)
  if (batch.length < batchRows) continue
  await flush(batch)
  batch = []
}
if (batch.length > 0) await flush(batch)
await Promise.all(waiting)
await getGlobalDispatcher().close()
stop(counts)
