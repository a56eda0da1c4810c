// Rows upserted into a Postgres table of which half are there already, with other values.
import path from 'node:path'
import { providePostgres } from '@revetl/testkit/services'
import { Client } from 'pg'
import { contactColumns, writeContacts } from './data/contacts.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, postgresDestination, upsert } from './rev/write-project.mjs'

const name = 'upsert into Postgres'
const script = path.join(import.meta.dirname, 'scripts/copy-upsert.mjs')

/** @param {Client} client @param {number} rows */
async function resetTable(client, rows) {
  const select = `SELECT ${contactColumns} FROM generate_series(0::bigint, ${rows - 1}) t(i)`
  await client.query('DROP TABLE IF EXISTS people')
  await client.query(`CREATE TABLE people AS ${select} WHERE i % 2 = 0`)
  await client.query(`UPDATE people SET note = 'as it was'`)
  await client.query('ALTER TABLE people ADD PRIMARY KEY (id)')
  await client.query('VACUUM (FULL, ANALYZE) people')
  await client.query('CHECKPOINT')
}

/** @param {Client} client @returns {Promise<string>} what is in the table, whatever its order */
async function contentOf(client) {
  const { rows } = await client.query(
    'SELECT count(*) || $1 || sum(hashtextextended(p::text, 0)) AS content FROM people p',
    [' rows, '],
  )
  return rows[0].content
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [name],
    async *run({ size }) {
      using folder = temporaryFolder('postgres-destination')
      await using postgres = await providePostgres()
      const url = await postgres.createDatabase()
      const rows = size(1_000_000, 100_000)
      const file = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(file, rows)
      const client = new Client({ connectionString: url })
      await client.connect()
      /** @type {Set<string>} */
      const contents = new Set()
      /** @param {() => Promise<import('./measure/child.mjs').Measure>} run */
      const contender = (run) => async () => {
        await resetTable(client, rows)
        const measure = await run()
        contents.add(await contentOf(client))
        if (measure.delivered === rows && contents.size === 1) return measure
        throw new Error(
          `Of ${rows} rows ${measure.delivered}; tables: ${[...contents].join('; ')}.`,
        )
      }
      const measures = await inTurns(
        {
          rev: contender(() =>
            firstRun(path.join(folder.path, 'project'), {
              source: duckdbSource(file),
              destination: postgresDestination(url),
              model: 'SELECT * FROM contacts',
              sync: { ...upsert, object: 'people' },
            }),
          ),
          script: contender(() => measureChild(script, [file, url])),
        },
        3,
      )
      await client.end()
      yield {
        name,
        value: medianOf(measures.rev, rowsPerSecond),
        unit: 'rows/s',
        ratio: ratioOf(measures.rev, measures.script, rowsPerSecond),
        target: 0.7,
        better: 'higher',
        against: `COPY and INSERT … ON CONFLICT by hand: ${Math.round(medianOf(measures.script, rowsPerSecond))} rows/s`,
      }
    },
  },
]
