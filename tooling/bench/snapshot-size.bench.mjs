// What the snapshot of delivered records takes on disk.
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const rowName = 'snapshot on disk a key, without the key, track: row'
const valuesName = 'snapshot on disk, track: values'

/** @param {number} rows the ids from 0 @returns {number} bytes of their digits */
function keyBytes(rows) {
  let bytes = 0
  for (let id = 0; id < rows; id += 1) bytes += String(id).length
  return bytes
}

/** @param {string} folder @returns {number} */
const bytesIn = (folder) =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0)

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = /** @type {const} */ (['row', 'values']).map((track) => ({
  names: [track === 'row' ? rowName : valuesName],
  async *run({ size }) {
    using folder = temporaryFolder('snapshot')
    await using server = await startServer()
    const rows = size(1_000_000, 200_000)
    const file = path.join(folder.path, 'contacts.duckdb')
    await writeContacts(file, rows)
    const project = path.join(folder.path, 'project')
    const { delivered } = await firstRun(project, {
      source: duckdbSource(file),
      destination: httpDestination(server.port),
      model: 'SELECT * FROM contacts',
      sync: { ...upsert, track },
    })
    if (delivered !== rows) throw new Error(`Of ${rows} rows ${delivered} were delivered.`)
    const bytes = bytesIn(path.join(project, '.rev/syncs/records'))
    if (track === 'row') {
      yield {
        name: rowName,
        value: (bytes - keyBytes(rows)) / rows,
        unit: 'bytes',
        target: 40,
        better: 'lower',
        against: `${rows} keys`,
      }
      return
    }
    const table = statSync(file).size
    yield {
      name: valuesName,
      value: bytes / rows,
      unit: 'bytes/row',
      ratio: bytes / table,
      target: 1.3,
      better: 'lower',
      against: `the same rows as a DuckDB table: ${(table / rows).toFixed(1)} bytes/row`,
    }
  },
}))
