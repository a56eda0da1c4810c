// A table of Postgres against a table of keys and fingerprints in a file of DuckDB: COPY out, and one statement.
// node copy-difference.mjs URL FOLDER, or with `keep` at the end to make the file.
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { startStopwatch } from '../measure/stopwatch.mjs'
import { copyToFile } from './copied-file.mjs'
import { printedSql } from './printed-sql.mjs'

const [url = '', folder = '', keep] = process.argv.slice(2)
const stop = startStopwatch()
const copied = await copyToFile(url, 'select * from records', path.join(folder, 'copied.csv'))
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
const prints = path.join(folder, 'copied.duckdb')
await connection.run(`ATTACH '${prints}' AS snapshot`)
const printed = printedSql(`(${copied})`)
if (keep === 'keep') {
  await connection.run(`CREATE TABLE snapshot.prints AS ${printed}; CHECKPOINT snapshot`)
  stop({ delivered: 0 })
} else {
  const reader = await connection.runAndReadAll(`
    SELECT count(*) FILTER (s.id IS NULL OR m.fp IS DISTINCT FROM s.fp), count(*)
    FROM (${printed}) m LEFT JOIN snapshot.prints s USING (id)`)
  const [[different, rows] = []] = reader.getRows()
  stop({ delivered: Number(rows) - Number(different), rejected: Number(different) })
}
connection.closeSync()
