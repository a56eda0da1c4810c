// One DuckDB statement that works out which rows are new or changed: node bare-difference.mjs SOURCE_FILE SNAPSHOT_FILE
// The snapshot is a table of keys and fingerprints of 128 bits, as rev keeps them.
import { DuckDBInstance } from '@duckdb/node-api'
import { startStopwatch } from '../measure/stopwatch.mjs'
import { printedSql } from './printed-sql.mjs'

const [source = '', snapshot = ''] = process.argv.slice(2)
const stop = startStopwatch()
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
await connection.run(`ATTACH '${source}' AS source (READ_ONLY)`)
await connection.run(`ATTACH '${snapshot}' AS snapshot (READ_ONLY)`)
const reader = await connection.runAndReadAll(`
  SELECT count(*) FILTER (s.id IS NULL OR m.fp IS DISTINCT FROM s.fp), count(*)
  FROM (${printedSql('source.records')}) m LEFT JOIN snapshot.prints s USING (id)`)
const [[different, rows] = []] = reader.getRows()
connection.closeSync()
instance.closeSync()
stop({ delivered: Number(rows) - Number(different), rejected: Number(different) })
