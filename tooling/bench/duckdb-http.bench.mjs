// A full first sync from DuckDB to HTTP against hand-written scripts.
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { compareScripts, comparisonNames } from './first-sync/compare-scripts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { duckdbSource } from './rev/write-project.mjs'

const title = 'first sync, DuckDB to HTTP'

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: comparisonNames(title),
    async *run({ quick, size, wants }) {
      using folder = temporaryFolder('duckdb-http')
      const rows = size(1_000_000, 200_000)
      const place = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(place, rows)
      yield* compareScripts({
        title,
        source: 'duckdb',
        place,
        revSource: duckdbSource(place),
        folder: folder.path,
        model: 'SELECT * FROM contacts',
        tunedModel: `SELECT * REPLACE (balance::VARCHAR AS balance, signed_up::VARCHAR AS signed_up,
          seen_at::VARCHAR AS seen_at) FROM contacts`,
        rows,
        rejects: true,
        rounds: quick ? 3 : 5,
        wants,
      })
    },
  },
]
