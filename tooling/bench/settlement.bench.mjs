// What it costs that every intent and every outcome is durable: a first sync against the same without it.
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { revNodeOptions } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert, writeProject } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const name = 'durable settlement'

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [name],
    async *run({ quick, size }) {
      using folder = temporaryFolder('settlement')
      const rows = size(1_000_000, 100_000)
      const contacts = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(contacts, rows)
      await using server = await startServer({ rejects: true })
      const project = path.join(folder.path, 'project')
      /** @param {string} program */
      const contender = (program) => async () => {
        writeProject(project, {
          source: duckdbSource(contacts),
          destination: httpDestination(server.port),
          model: 'SELECT * FROM contacts',
          sync: upsert,
        })
        const file = path.join(import.meta.dirname, 'rev', program)
        const measure = await measureChild(file, [project, 'records'], revNodeOptions)
        const { records } = await server.takeCounts()
        if (measure.delivered + measure.rejected === rows && records === rows) return measure
        throw new Error(`Of ${rows} rows ${measure.delivered} were delivered.`)
      }
      const measures = await inTurns(
        { durable: contender('run.mjs'), forgetful: contender('run-forgetful.mjs') },
        quick ? 5 : 7,
      )
      yield {
        name,
        value: medianOf(measures.durable, rowsPerSecond),
        unit: 'rows/s',
        ratio: ratioOf(measures.durable, measures.forgetful, rowsPerSecond),
        target: 0.85,
        better: 'higher',
        against: `the same with a ledger that keeps nothing: ${Math.round(medianOf(measures.forgetful, rowsPerSecond))} rows/s`,
      }
    },
  },
]
