// What a first sync of large rows holds in memory, and whether ten times as many rows need more.
import path from 'node:path'
import { writeDuckdb } from './data/contacts.mjs'
import { kilobyteSelect } from './data/wide.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const peakName = 'resident memory, first sync of rows of 1 kB, memory: 128MB'
const growthName = 'resident memory of ten times as many rows of 1 kB, memory: 128MB'
const mebibyte = 1024 ** 2

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [peakName, growthName],
    async *run({ size, wants }) {
      using folder = temporaryFolder('memory')
      await using server = await startServer()
      const rows = size(10_000_000, 500_000)
      /** @param {number} count @returns {Promise<number>} */
      const peakBytes = async (count) => {
        const file = path.join(folder.path, `rows-${count}.duckdb`)
        await writeDuckdb(file, kilobyteSelect(count), 'records')
        const measure = await firstRun(path.join(folder.path, 'project'), {
          source: duckdbSource(file),
          destination: httpDestination(server.port),
          model: 'SELECT * FROM records',
          sync: upsert,
          memory: '128MB',
        })
        if (measure.delivered === count) return measure.peakBytes
        throw new Error(`Of ${count} rows ${measure.delivered} were delivered.`)
      }
      const small = wants(growthName) ? await peakBytes(rows / 10) : undefined
      const large = await peakBytes(rows)
      yield {
        name: peakName,
        value: large / mebibyte,
        unit: 'MiB',
        target: 512,
        better: 'lower',
        against: `${rows} rows`,
      }
      if (small === undefined) return
      yield {
        name: growthName,
        value: large / mebibyte,
        unit: 'MiB',
        ratio: large / small,
        target: 1.1,
        better: 'lower',
        against: `${rows / 10} rows: ${Math.round(small / mebibyte)} MiB`,
      }
    },
  },
]
