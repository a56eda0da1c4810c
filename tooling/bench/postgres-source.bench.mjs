// What it takes to bring a model from Postgres here, and to compare it here, against COPY and DuckDB by hand.
import path from 'node:path'
import { providePostgres } from '@revetl/testkit/services'
import { insertContacts } from './data/contacts.mjs'
import { runStatements, writeWideTable } from './data/wide-postgres.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { revNodeOptions, runProject } from './rev/first-run.mjs'
import { httpDestination, postgresSource, upsert, writeProject } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

/** @typedef {import('./measure/child.mjs').Measure} Measure */

const readName = 'read from Postgres'
const compareName = 'comparison here of a table in Postgres, 1 % changed'
const script = (/** @type {string} */ name) => path.join(import.meta.dirname, name)
const seconds = (/** @type {Measure} */ measure) => measure.seconds
const tenColumns = `select id, email, first_name, last_name, city, balance, score, is_active, signed_up, seen_at
  from contacts`

/** @param {() => Promise<Measure>} run @param {Partial<Measure>} expected */
const checked = (run, expected) => async () => {
  const measure = await run()
  const { delivered, rejected } = measure
  if ((expected.rejected ?? rejected) === rejected && expected.delivered === delivered) {
    return measure
  }
  throw new Error(`Expected ${JSON.stringify(expected)}, got ${delivered} and ${rejected}.`)
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [readName],
    async *run({ quick, size }) {
      using folder = temporaryFolder('postgres-source')
      await using postgres = await providePostgres()
      const url = await postgres.createDatabase()
      const rows = size(1_000_000, 300_000)
      await insertContacts(url, rows)
      const args = [url, folder.path, tenColumns]
      const { rev, copy } = await inTurns(
        {
          rev: checked(
            () =>
              measureChild(script('rev/load.mjs'), ['source-postgres', ...args], revNodeOptions),
            { delivered: rows },
          ),
          copy: checked(() => measureChild(script('scripts/copy-load.mjs'), args), {
            delivered: rows,
          }),
        },
        quick ? 3 : 5,
      )
      yield {
        name: readName,
        value: medianOf(rev, rowsPerSecond),
        unit: 'rows/s',
        ratio: ratioOf(rev, copy, rowsPerSecond),
        target: 0.8,
        better: 'higher',
        against: `COPY into a file that DuckDB reads: ${Math.round(medianOf(copy, rowsPerSecond))} rows/s`,
      }
    },
  },
  {
    names: [compareName],
    async *run({ quick, size }) {
      using folder = temporaryFolder('postgres-compared')
      await using postgres = await providePostgres()
      await using server = await startServer()
      const url = await postgres.createDatabase()
      const rows = size(5_000_000, 500_000)
      await writeWideTable(url, rows)
      const project = path.join(folder.path, 'project')
      writeProject(project, {
        source: postgresSource(url),
        destination: httpDestination(server.port),
        model: 'SELECT * FROM records',
        sync: { ...upsert, track: 'row', first_run: 'baseline' },
      })
      await runProject(project)
      const byHand = [url, folder.path]
      await measureChild(script('scripts/copy-difference.mjs'), [...byHand, 'keep'])
      await runStatements(url, [
        'update records set round = 1 where id % 100 = 1',
        'vacuum records',
      ])
      const changes = { delivered: rows - rows / 100, rejected: rows / 100 }
      const { rev, copy } = await inTurns(
        {
          rev: checked(
            () => measureChild(script('rev/plan.mjs'), [project, 'records'], revNodeOptions),
            changes,
          ),
          copy: checked(() => measureChild(script('scripts/copy-difference.mjs'), byHand), changes),
        },
        quick ? 3 : 5,
      )
      yield {
        name: compareName,
        value: medianOf(rev, seconds),
        unit: 's',
        ratio: ratioOf(rev, copy, seconds),
        target: 1.3,
        better: 'lower',
        against: `COPY out of ${rows} rows and one statement of DuckDB: ${medianOf(copy, seconds).toFixed(2)} s`,
      }
    },
  },
]
