// A full first sync from Postgres to HTTP against hand-written scripts.
import { providePostgres } from '@revetl/testkit/services'
import { insertContacts } from './data/contacts.mjs'
import { compareScripts, comparisonNames } from './first-sync/compare-scripts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { postgresSource } from './rev/write-project.mjs'

const title = 'first sync, Postgres to HTTP'

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: comparisonNames(title),
    async *run({ quick, size, wants }) {
      using folder = temporaryFolder('postgres-http')
      await using postgres = await providePostgres()
      const place = await postgres.createDatabase()
      const rows = size(1_000_000, 200_000)
      await insertContacts(place, rows)
      yield* compareScripts({
        title,
        source: 'postgres',
        place,
        revSource: postgresSource(place),
        folder: folder.path,
        model: 'SELECT * FROM contacts',
        rows,
        rejects: true,
        rounds: quick ? 3 : 5,
        wants,
      })
    },
  },
]
