// Runs that find nothing, or little, to send: what the comparison costs.
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { writeDuckdb } from './data/contacts.mjs'
import { wideSelect } from './data/wide.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, median, medianOf, ratioOf } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun, runProject } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert, writeProject } from './rev/write-project.mjs'
import { writePrints } from './scripts/printed-sql.mjs'
import { startServer } from './server/start-server.mjs'

/** @typedef {import('./measure/child.mjs').Measure} Measure */
/** @typedef {{ file: string, project: string, rows: number }} Table */

const bareName = 'unchanged sync of 20 columns'
const growthName = 'unchanged sync of ten times as many rows'
const changedName = 'sync with 1 % changed, beyond an unchanged one'
const model = 'SELECT * FROM records'
const bare = path.join(import.meta.dirname, 'scripts/bare-difference.mjs')
const seconds = (/** @type {Measure} */ measure) => measure.seconds

/** @param {string} folder @param {number} rows @param {number} port a table whose sync took everything as delivered */
async function prepare(folder, rows, port) {
  const table = {
    file: path.join(folder, `rows-${rows}.duckdb`),
    project: path.join(folder, `project-${rows}`),
    rows,
  }
  await writeDuckdb(table.file, wideSelect(rows), 'records')
  writeProject(table.project, {
    source: duckdbSource(table.file),
    destination: httpDestination(port),
    model,
    sync: { ...upsert, first_run: 'baseline' },
  })
  await runProject(table.project)
  return table
}

/** @param {Table} table @param {number} changes how many are expected to be sent @returns {Promise<Measure>} */
async function runAgain({ project }, changes) {
  const measure = await runProject(project)
  if (measure.delivered === changes) return measure
  throw new Error(`Expected ${changes} changes, got ${measure.delivered}.`)
}

/** @param {Table} table @param {number} round @returns {Promise<number>} how many rows are other than before */
async function changeOnePercent({ file }, round) {
  const instance = await DuckDBInstance.create(file, { memory_limit: '1GB' })
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `UPDATE records SET round = ${round} WHERE id % 100 = ${round}`,
  )
  await connection.run('CHECKPOINT')
  connection.closeSync()
  instance.closeSync()
  return Number(reader.getRows()[0]?.[0])
}

/** @param {Table} large @param {string} folder @param {number} port @param {number} rounds */
async function measureChanges(large, folder, port, rounds) {
  const few = path.join(folder, 'few.duckdb')
  const select = wideSelect(large.rows)
    .replace('range(', 'range(0, ')
    .replace(') t(i)', ', 100) t(i)')
  await writeDuckdb(few, select, 'records')
  /** @type {{ changed: Measure[], unchanged: Measure[], first: Measure[] }} */
  const measures = { changed: [], unchanged: [], first: [] }
  for (let round = 1; round <= rounds; round += 1) {
    const changes = await changeOnePercent(large, round)
    measures.changed.push(await runAgain(large, changes))
    measures.unchanged.push(await runAgain(large, 0))
    measures.first.push(
      await firstRun(path.join(folder, 'few'), {
        source: duckdbSource(few),
        destination: httpDestination(port),
        model,
        sync: upsert,
      }),
    )
  }
  return measures
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [bareName, growthName, changedName],
    async *run({ size, quick, wants }) {
      using folder = temporaryFolder('unchanged')
      await using server = await startServer()
      const rows = size(10_000_000, 1_000_000)
      const large = await prepare(folder.path, rows, server.port)
      const prints = path.join(folder.path, 'prints.duckdb')
      if (wants(bareName)) await writePrints(large.file, prints)
      const small = wants(growthName)
        ? await prepare(folder.path, rows / 10, server.port)
        : undefined
      const { sync, statement, tenth } = await inTurns(
        {
          sync: () => runAgain(large, 0),
          statement: wants(bareName) ? () => measureChild(bare, [large.file, prints]) : undefined,
          tenth: small && (() => runAgain(small, 0)),
        },
        wants(bareName) || small ? 3 : 1,
      )
      if (wants(bareName)) {
        if (statement.some(({ delivered }) => delivered !== rows)) throw new Error('rows differ')
        yield {
          name: bareName,
          value: medianOf(sync, seconds),
          unit: 's',
          ratio: ratioOf(sync, statement, seconds),
          target: 1.5,
          better: 'lower',
          against: `one DuckDB statement over ${rows} rows: ${medianOf(statement, seconds).toFixed(2)} s`,
        }
      }
      if (small) {
        yield {
          name: growthName,
          value: medianOf(sync, seconds),
          unit: 's',
          ratio: ratioOf(sync, tenth, seconds),
          target: 11,
          better: 'lower',
          against: `${rows / 10} rows: ${medianOf(tenth, seconds).toFixed(2)} s`,
        }
      }
      if (!wants(changedName)) return
      const measures = await measureChanges(large, folder.path, server.port, quick ? 3 : 5)
      const extra = measures.changed.map(
        (changed, round) =>
          seconds(changed) - seconds(/** @type {Measure} */ (measures.unchanged[round])),
      )
      yield {
        name: changedName,
        value: median(extra),
        unit: 's',
        ratio: median(
          extra.map(
            (more, round) => more / seconds(/** @type {Measure} */ (measures.first[round])),
          ),
        ),
        target: 1.3,
        better: 'lower',
        against: `first sync of ${rows / 100} rows: ${medianOf(measures.first, seconds).toFixed(2)} s`,
      }
    },
  },
]
