// A minute under a quota of 100 requests in any 10 seconds, kept by the server as a sliding window.
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const quota = { max: 100, perMs: 10_000 }
const minuteMs = 60_000
const allowed = (minuteMs / quota.perMs) * quota.max
const usedName = 'quota of 100 requests in 10 s, used in a minute'
const refusedName = 'quota of 100 requests in 10 s, refused'

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [usedName, refusedName],
    async *run() {
      using folder = temporaryFolder('quota')
      // As many as a quota that is used up lets through in a minute, and the first that it does not.
      const rows = allowed + 1
      const file = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(file, rows)
      await using server = await startServer({ quota })
      const { delivered } = await firstRun(path.join(folder.path, 'project'), {
        source: duckdbSource(file),
        destination: httpDestination(server.port, {
          recordsMax: 1,
          limits: { concurrency: 16, windows: [quota] },
        }),
        model: 'SELECT * FROM contacts',
        sync: upsert,
      })
      const { arrivalsMs, refused, requests } = await server.takeCounts()
      if (delivered !== rows) throw new Error(`Of ${rows} rows ${delivered} were delivered.`)
      const used = arrivalsMs.filter((atMs) => atMs < minuteMs).length
      yield {
        name: usedName,
        value: used,
        unit: 'requests',
        ratio: used / allowed,
        target: 0.95,
        better: 'higher',
        against: `what the quota allows: ${allowed} requests`,
      }
      yield {
        name: refusedName,
        value: refused,
        unit: 'requests',
        target: 0,
        better: 'lower',
        against: `none of ${requests}`,
      }
    },
  },
]
