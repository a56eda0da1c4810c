// A full first sync of ten columns from DuckDB to HTTP against a plain script, and how its memory grows.
import path from 'node:path'
import { writeRows } from './first-sync/data.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

/** @typedef {import('./measure/child.mjs').Measure} Measure */

const script = path.join(import.meta.dirname, 'first-sync/script.mjs')
const rateName = 'first sync of 100,000 rows, DuckDB to HTTP'
const memoryName = 'peak memory, 1,000,000 rows against 100,000, memory: 128MB'
const mebibyte = 1024 ** 2

/** @param {readonly Measure[]} list */
const peak = (list) => Math.max(...list.map(({ peakBytes }) => peakBytes))

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [rateName, memoryName],
    async *run({ quick, wants }) {
      using folder = temporaryFolder('first-sync')
      await using server = await startServer()
      /** @param {number} count */
      const contenders = async (count) => {
        const file = path.join(folder.path, `rows-${count}.duckdb`)
        await writeRows(file, count)
        /** @param {Measure} measure */
        const checked = (measure) => {
          if (measure.delivered === count) return measure
          throw new Error(`Of ${count} rows ${measure.delivered} were delivered.`)
        }
        return {
          script: async () => checked(await measureChild(script, [file, String(server.port)])),
          rev: async () =>
            checked(
              await firstRun(path.join(folder.path, 'project'), {
                source: duckdbSource(file),
                destination: httpDestination(server.port),
                model: 'SELECT * FROM contacts',
                sync: upsert,
                memory: '128MB',
              }),
            ),
        }
      }
      const small = await contenders(100_000)
      // The server's code gets warm before anything counts.
      await small.script()
      const measures = await inTurns(small, wants(rateName) ? (quick ? 3 : 5) : 1)
      yield {
        name: rateName,
        value: medianOf(measures.rev, rowsPerSecond),
        unit: 'rows/s',
        better: 'higher',
        against: `plain script at ${Math.round(medianOf(measures.script, rowsPerSecond))} rows/s`,
        ratio: ratioOf(measures.rev, measures.script, rowsPerSecond),
        target: 1,
      }
      if (!wants(memoryName)) return
      const large = [await (await contenders(1_000_000)).rev()]
      yield {
        name: memoryName,
        value: peak(large) / mebibyte,
        unit: 'MiB',
        better: 'lower',
        against: `the same with 100,000 rows: ${Math.round(peak(measures.rev) / mebibyte)} MiB`,
        ratio: peak(large) / peak(measures.rev),
        target: 1.25,
      }
    },
  },
]
