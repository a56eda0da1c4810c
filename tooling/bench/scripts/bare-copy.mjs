// DuckDB's own COPY: node bare-copy.mjs DUCKDB_FILE OUTPUT OPTIONS
import { DuckDBInstance } from '@duckdb/node-api'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [file = '', output = '', options = ''] = process.argv.slice(2)
const stop = startStopwatch()
const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
const connection = await instance.connect()
const result = await connection.run(`COPY (SELECT * FROM contacts) TO '${output}' (${options})`)
const [[rows] = []] = await result.getRows()
connection.closeSync()
instance.closeSync()
stop({ delivered: Number(rows) })
