// A query of Postgres as a table of DuckDB, by the fastest means that we found: node copy-load.mjs URL FOLDER SQL
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { startStopwatch } from '../measure/stopwatch.mjs'
import { copyToFile } from './copied-file.mjs'

const [url = '', folder = '', sql = ''] = process.argv.slice(2)
const stop = startStopwatch()
const select = await copyToFile(url, sql, path.join(folder, 'copied.csv'))
const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'false' })
const connection = await instance.connect()
await connection.run(`CREATE TABLE model AS ${select}`)
const reader = await connection.runAndReadAll('SELECT count(*) FROM model')
connection.closeSync()
stop({ delivered: Number(reader.getRows()[0]?.[0]) })
