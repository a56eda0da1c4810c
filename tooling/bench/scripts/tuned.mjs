// The tuned script: the next rows are on their way while these are sent, dates and decimals stay text, batches go
// through a pool and a semaphore. Arguments: SOURCE PLACE PORT SQL; for DuckDB the SQL makes dates and decimals text.
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import Cursor from 'pg-cursor'
import { startStopwatch } from '../measure/stopwatch.mjs'
import { Sender } from './sender.mjs'

const [source = '', place = '', port = '', sql = ''] = process.argv.slice(2)
const batchRows = 100
const readRows = 2000
const stop = startStopwatch()
const sender = new Sender(port)

/** @type {Record<number, (text: string) => unknown>} by the object ids of bool, int8, int4 and float8 */
const parsers = { 16: (text) => text === 't', 20: Number, 23: Number, 701: Number }
const asText = (/** @type {string} */ text) => text

async function* postgresChunks() {
  const client = new Client({ connectionString: place })
  await client.connect()
  const types = { getTypeParser: (/** @type {number} */ type) => parsers[type] ?? asText }
  const cursor = client.query(new Cursor(sql, [], { types }))
  for (let next = cursor.read(readRows); ;) {
    const rows = await next
    if (rows.length === 0) break
    next = cursor.read(readRows)
    yield rows
  }
  await client.end()
}

async function* duckdbChunks() {
  const instance = await DuckDBInstance.create(place, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const result = await connection.stream(sql)
  const names = result.columnNames()
  for (let next = result.fetchChunk(); ;) {
    const chunk = await next
    if (chunk === null || chunk.rowCount === 0) break
    next = result.fetchChunk()
    const columns = chunk.getColumns()
    yield Array.from({ length: chunk.rowCount }, (_, row) => {
      /** @type {Record<string, unknown>} */
      const record = {}
      for (let column = 0; column < names.length; column += 1) {
        record[/** @type {string} */ (names[column])] = columns[column]?.[row]
      }
      return record
    })
  }
  connection.closeSync()
}

/** @type {object[]} */
let rest = []
for await (const rows of source === 'postgres' ? postgresChunks() : duckdbChunks()) {
  const records = rest.length === 0 ? rows : [...rest, ...rows]
  let start = 0
  for (; start + batchRows <= records.length; start += batchRows) {
    await sender.send(JSON.stringify(records.slice(start, start + batchRows)), batchRows)
  }
  rest = records.slice(start)
}
if (rest.length > 0) await sender.send(JSON.stringify(rest), rest.length)
stop(await sender.end())
