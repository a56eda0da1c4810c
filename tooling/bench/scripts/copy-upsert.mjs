// From a DuckDB table into a Postgres table as by hand: COPY into a staging table, one INSERT … ON CONFLICT, one
// transaction: node copy-upsert.mjs DUCKDB_FILE URL
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [file = '', url = ''] = process.argv.slice(2)
const stop = startStopwatch()
const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
const client = new Client({ connectionString: url })
await client.connect()
const described = await connection.runAndReadAll('DESCRIBE contacts')
const columns = described.getRows().map(([name]) => String(name))

async function* lines() {
  // The texts hold no tab, line break or backslash, so that nothing has to be escaped.
  const texts = columns.map((name) => `coalesce(${name}::VARCHAR, '\\N')`)
  const result = await connection.stream(
    `SELECT concat_ws(chr(9), ${texts.join(', ')}) FROM contacts`,
  )
  for (let next = result.fetchChunk(); ;) {
    const chunk = await next
    if (chunk === null || chunk.rowCount === 0) return
    next = result.fetchChunk()
    yield Buffer.from(`${chunk.getColumnValues(0).join('\n')}\n`)
  }
}

await client.query('BEGIN')
await client.query('CREATE TEMPORARY TABLE staging (LIKE people) ON COMMIT DROP')
await pipeline(lines, client.query(copyFrom(`COPY staging (${columns.join(', ')}) FROM STDIN`)))
const sets = columns.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`)
const list = columns.join(', ')
const { rowCount } = await client.query(
  `INSERT INTO people (${list}) SELECT ${list} FROM staging ON CONFLICT (id) DO UPDATE SET ${sets.join(', ')}`,
)
await client.query('COMMIT')
await client.end()
connection.closeSync()
instance.closeSync()
stop({ delivered: Number(rowCount) })
