// The same first sync with both connectors in child processes, against in process; the server counts what arrives.
import path from 'node:path'
import { writeRows } from './first-sync/data.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const rateName = 'child: first sync against in-process'
const cpuName = 'child: processor time of the host alone'

/** @param {import('./measure/child.mjs').Measure} measure */
const cpu = ({ cpuSeconds }) => cpuSeconds

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [rateName, cpuName],
    async *run({ quick }) {
      using folder = temporaryFolder('child-host')
      await using server = await startServer()
      const rows = 100_000
      const file = path.join(folder.path, 'rows.duckdb')
      await writeRows(file, rows)
      /** @param {'in-process' | 'child'} runIn where both connectors run */
      const contender = (runIn) => async () => {
        const measure = await firstRun(path.join(folder.path, 'project'), {
          source: { ...duckdbSource(file), run_in: runIn },
          destination: { ...httpDestination(server.port), run_in: runIn },
          model: 'SELECT * FROM contacts',
          sync: upsert,
          memory: '128MB',
        })
        const { records } = await server.takeCounts()
        if (measure.delivered === rows && records === rows) return measure
        throw new Error(`Of ${rows} rows ${measure.delivered} were delivered.`)
      }
      const inProcess = contender('in-process')
      // The server's code gets warm before anything counts.
      await inProcess()
      const measures = await inTurns({ inProcess, child: contender('child') }, quick ? 3 : 7)
      yield {
        name: rateName,
        value: medianOf(measures.child, rowsPerSecond),
        unit: 'rows/s',
        better: 'higher',
        against: `both connectors in process at ${Math.round(medianOf(measures.inProcess, rowsPerSecond))} rows/s`,
        ratio: ratioOf(measures.child, measures.inProcess, rowsPerSecond),
        target: 0.8,
      }
      yield {
        name: cpuName,
        value: medianOf(measures.child, cpu),
        unit: 's',
        better: 'lower',
        against: `the one process of in-process: ${medianOf(measures.inProcess, cpu).toFixed(2)} s`,
        ratio: ratioOf(measures.child, measures.inProcess, cpu),
        target: 1.25,
      }
    },
  },
]
