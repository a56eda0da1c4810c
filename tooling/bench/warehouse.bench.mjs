// A comparison inside Postgres: what leaves the database, and how long it takes.
import path from 'node:path'
import { providePostgres } from '@revetl/testkit/services'
import { runStatements, writeWideTable } from './data/wide-postgres.mjs'
import { measureChild } from './measure/child.mjs'
import { startCountingProxy } from './measure/counting-proxy.mjs'
import { inTurns, medianOf, ratioOf } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { revNodeOptions, runProject } from './rev/first-run.mjs'
import { httpDestination, postgresSource, upsert, writeProject } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

/** @typedef {import('./measure/child.mjs').Measure} Measure */

const timeName = 'comparison inside Postgres, 1 % changed'
const bytesName = 'comparison inside Postgres, 1 % changed, bytes that leave'
const plan = path.join(import.meta.dirname, 'rev/plan.mjs')
const statement = path.join(import.meta.dirname, 'scripts/warehouse-difference.mjs')
const seconds = (/** @type {Measure} */ measure) => measure.seconds

/** @param {string} folder @param {string} url @param {number} port @param {string} diff */
async function prepare(folder, url, port, diff) {
  writeProject(folder, {
    source: postgresSource(url),
    destination: httpDestination(port),
    model: 'SELECT * FROM records',
    sync: { ...upsert, track: 'row', first_run: 'baseline', diff },
  })
  await runProject(folder)
}

/** @param {string} folder @param {number} changes */
async function planned(folder, changes) {
  const measure = await measureChild(plan, [folder, 'records'], revNodeOptions)
  if (measure.rejected === changes) return measure
  throw new Error(`Expected ${changes} changes, got ${measure.rejected}.`)
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [timeName, bytesName],
    async *run({ size, quick, wants }) {
      using folder = temporaryFolder('warehouse')
      await using postgres = await providePostgres()
      await using server = await startServer()
      const url = await postgres.createDatabase()
      const rows = size(5_000_000, 500_000)
      await writeWideTable(url, rows)
      const { hostname, port } = new URL(url)
      await using proxy = await startCountingProxy({ host: hostname, port: Number(port) })
      const counted = new URL(url)
      counted.host = `127.0.0.1:${proxy.port}`
      const there = path.join(folder.path, 'warehouse')
      const here = path.join(folder.path, 'local')
      await prepare(there, counted.href, server.port, 'warehouse')
      if (wants(bytesName)) await prepare(here, counted.href, server.port, 'local')
      await runStatements(url, [
        'update records set round = 1 where id % 100 = 1',
        'vacuum records',
      ])
      const changes = rows / 100
      if (wants(bytesName)) {
        proxy.received()
        await planned(here, changes)
        const whole = proxy.received()
        await planned(there, changes)
        const some = proxy.received()
        yield {
          name: bytesName,
          value: some,
          unit: 'B',
          ratio: some / whole,
          target: 0.03,
          better: 'lower',
          against: `a full read of ${rows} rows: ${whole} B`,
        }
      }
      if (!wants(timeName)) return
      const { ours, theirs } = await inTurns(
        {
          ours: () => planned(there, changes),
          theirs: () => measureChild(statement, [counted.href]),
        },
        quick ? 3 : 5,
      )
      if (theirs.some(({ rejected }) => rejected !== changes)) throw new Error('rows differ')
      yield {
        name: timeName,
        value: medianOf(ours, seconds),
        unit: 's',
        ratio: ratioOf(ours, theirs, seconds),
        target: 1.3,
        better: 'lower',
        against: `one statement over ${rows} rows: ${medianOf(theirs, seconds).toFixed(2)} s`,
      }
    },
  },
]
