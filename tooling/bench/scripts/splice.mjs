// The database builds the JSON and this script only puts its bytes together. Arguments: SOURCE PLACE PORT SQL IN_FLIGHT
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { startStopwatch } from '../measure/stopwatch.mjs'
import { Sender } from './sender.mjs'

const [source = '', place = '', port = '', sql = '', inFlight = '16'] = process.argv.slice(2)
const batchRows = 100
const stop = startStopwatch()
const sender = new Sender(port, Number(inFlight))

async function sendFromDuckdb() {
  const instance = await DuckDBInstance.create(place, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const result = await connection.stream(`SELECT to_json(r)::VARCHAR FROM (${sql}) r`)
  /** @type {string[]} */
  let texts = []
  for (let next = result.fetchChunk(); ;) {
    const chunk = await next
    if (chunk === null || chunk.rowCount === 0) break
    next = result.fetchChunk()
    texts = texts.concat(/** @type {string[]} */ (chunk.getColumnValues(0)))
    let start = 0
    for (; start + batchRows <= texts.length; start += batchRows) {
      await sender.send(`[${texts.slice(start, start + batchRows).join(',')}]`, batchRows)
    }
    texts = texts.slice(start)
  }
  if (texts.length > 0) await sender.send(`[${texts.join(',')}]`, texts.length)
  connection.closeSync()
}

// COPY's binary form: a header of 19 bytes, then each row as its count of fields (two bytes) and, for each field, its
// length (four bytes) and its bytes, with nothing escaped; a count of -1 ends it.
const headerBytes = 19
const rowBytes = 6
const comma = Buffer.from(',')
const open = Buffer.from('[')
const close = Buffer.from(']')

async function sendFromPostgres() {
  const client = new Client({ connectionString: place })
  await client.connect()
  const stream = client.query(
    copyTo(`COPY (SELECT row_to_json(r) FROM (${sql}) r) TO STDOUT (FORMAT binary)`),
  )
  /** @type {Buffer[]} */
  let parts = [open]
  let records = 0
  const flush = async () => {
    parts[parts.length - 1] = close
    await sender.send(Buffer.concat(parts), records)
    parts = [open]
    records = 0
  }
  let rest = Buffer.alloc(0)
  let at = headerBytes
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (at + rowBytes <= bytes.length) {
      const end = at + rowBytes + bytes.readInt32BE(at + 2)
      if (end > bytes.length) break
      parts.push(bytes.subarray(at + rowBytes, end), comma)
      at = end
      records += 1
      if (records === batchRows) await flush()
    }
    // Less than the header came: it is waited for.
    if (bytes.length < at) {
      rest = bytes
      continue
    }
    rest = bytes.subarray(at)
    at = 0
  }
  if (rest.length !== 2 || rest.readInt16BE() !== -1) throw new Error('the copy was cut short')
  if (records > 0) await flush()
  await client.end()
}

await (source === 'postgres' ? sendFromPostgres() : sendFromDuckdb())
stop(await sender.end())
