// The bare driver: its own stream, rows counted and dropped. `objects` as it comes, `arrays` as its fastest settings.
import { createConnection } from 'mysql2'
import { startStopwatch } from '../measure/stopwatch.mjs'

const [url = '', sql = '', form = ''] = process.argv.slice(2)
const settings = { dateStrings: true, supportBigNumbers: true, bigNumberStrings: true }
const stop = startStopwatch()
const connection = createConnection({ uri: url, ...(form === 'arrays' ? settings : {}) })
let rows = 0
const stream = connection.query({ sql, rowsAsArray: form === 'arrays' }).stream()
for await (const row of stream) rows += row ? 1 : 0
connection.destroy()
stop({ delivered: rows })
