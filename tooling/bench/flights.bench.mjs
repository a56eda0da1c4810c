// A first sync of real data: three million flights, the Parquet file of vega-datasets.
import path from 'node:path'
import { root } from '../process.mjs'
import { writeDuckdb } from './data/contacts.mjs'
import { compareScripts } from './first-sync/compare-scripts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { filesSource } from './rev/write-project.mjs'

const title = 'first sync of flights, Parquet to HTTP'
const file = path.join(
  root,
  'examples/quickstart/node_modules/vega-datasets/data/flights-3m.parquet',
)

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [`${title} against the tuned script`],
    async *run({ size, wants }) {
      using folder = temporaryFolder('flights')
      const rows = size(3_000_000, 300_000)
      const from = `FROM read_parquet('${file}', file_row_number = true) WHERE file_row_number < ${rows}`
      // The scripts' DuckDB; the flights themselves have no key but their place in the file.
      const place = path.join(folder.path, 'empty.duckdb')
      await writeDuckdb(place, 'SELECT 1 AS one')
      yield* compareScripts({
        title,
        source: 'duckdb',
        place,
        revSource: filesSource(),
        folder: folder.path,
        model: `SELECT file_row_number AS id, * EXCLUDE (file_row_number) ${from}`,
        tunedModel: `SELECT file_row_number::INTEGER AS id, date::VARCHAR AS date, delay::INTEGER AS delay,
          distance::INTEGER AS distance, origin, destination ${from}`,
        rows,
        rejects: true,
        rounds: 3,
        wants,
      })
    },
  },
]
