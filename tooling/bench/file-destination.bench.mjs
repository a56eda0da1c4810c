// A model written as a whole to Parquet and to CSV, against DuckDB's own COPY.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { writeContacts } from './data/contacts.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, fileDestination } from './rev/write-project.mjs'

const script = path.join(import.meta.dirname, 'scripts/bare-copy.mjs')

/** @param {string} database @param {string} from a table, or a call of a table function @returns {Promise<string>} what is in it, whatever its order */
async function contentOf(database, from) {
  const instance = await DuckDBInstance.create(database, { memory_limit: '1GB' })
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT count(*), sum(id), sum(score), count(note), sum(length(email)) FROM ${from}`,
  )
  connection.closeSync()
  instance.closeSync()
  return String(reader.getRows()[0])
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  { format: 'Parquet', ending: 'parquet', options: 'FORMAT parquet' },
  { format: 'CSV', ending: 'csv', options: 'FORMAT csv, HEADER' },
].map(({ format, ending, options }) => {
  const name = `file destination, ${format}`
  return {
    names: [name],
    async *run({ size, quick }) {
      using folder = temporaryFolder('file-destination')
      const rows = size(10_000_000, 100_000)
      const file = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(file, rows)
      const expected = await contentOf(file, 'contacts')
      const out = path.join(folder.path, 'out')
      mkdirSync(out)
      const written = path.join(out, `records.${ending}`)
      const copied = path.join(folder.path, `copied.${ending}`)
      /** @param {import('./measure/child.mjs').Measure} measure @param {string} output */
      const checked = async (measure, output) => {
        const content = await contentOf(':memory:', `read_${ending}('${output}')`)
        if (measure.delivered === rows && content === expected) return measure
        throw new Error(`${output} has ${content}; expected ${expected}.`)
      }
      const measures = await inTurns(
        {
          rev: async () => {
            const measure = await firstRun(path.join(folder.path, 'project'), {
              source: duckdbSource(file),
              destination: fileDestination(out),
              model: 'SELECT * FROM contacts',
              sync: {
                model: 'records',
                destination: 'target',
                object: `records.${ending}`,
                mode: 'replace',
                map: 'all',
              },
            })
            return checked(measure, written)
          },
          copy: async () => checked(await measureChild(script, [file, copied, options]), copied),
        },
        quick ? 3 : 2,
      )
      yield {
        name,
        value: medianOf(measures.rev, rowsPerSecond),
        unit: 'rows/s',
        ratio: ratioOf(measures.rev, measures.copy, rowsPerSecond),
        target: 0.8,
        better: 'higher',
        against: `DuckDB's COPY of ${rows} rows: ${Math.round(medianOf(measures.copy, rowsPerSecond))} rows/s`,
      }
    },
  }
})
