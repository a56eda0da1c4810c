// A first sync of a million contacts into a simulated org that answers after 50 ms, through Bulk API 2.0.
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { runProject } from './rev/first-run.mjs'
import { duckdbSource, writeProject } from './rev/write-project.mjs'
import { connector, startSimulator } from './server/start-simulator.mjs'

const latencyMs = 50
// "150,000,000 records uploaded per rolling 24-hour period":
// https://developer.salesforce.com/docs/atlas.en-us.228.0.api_bulk_v2.meta/api_bulk_v2/bulk_api_2_limits.htm (read 2026-11-27)
const allowedPerSecond = 150_000_000 / 86_400
const rateName = `salesforce, upsert as jobs, ${latencyMs} ms latency`
const memoryName = 'salesforce, resident memory of a run as jobs, memory: 128MB, small heap'
const refusedName = 'salesforce, requests refused'
const mebibyte = 1024 ** 2
// Left alone, V8 lets garbage grow to four times what is in use before it looks. Both may stand in NODE_OPTIONS.
const smallHeap = ['--max-semi-space-size=8', '--max-old-space-size=160']

const sync = {
  model: 'records',
  destination: 'target',
  object: 'Contact',
  mode: 'upsert',
  match: ['External_Id__c'],
  map: {
    External_Id__c: 'id',
    LastName: 'last_name',
    FirstName: 'first_name',
    Email: 'email',
    Phone: 'phone',
  },
}

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [
  {
    names: [rateName, memoryName, refusedName],
    async *run({ size }) {
      using folder = temporaryFolder('salesforce')
      const rows = size(1_000_000, 100_000)
      const file = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(file, rows)
      await using simulator = await startSimulator('destination-salesforce', [
        '--latency-ms',
        String(latencyMs),
        '--lean',
      ])
      const { url, app } = simulator.told
      const { clientId, clientSecret } = app
      const project = path.join(folder.path, 'project')
      writeProject(project, {
        source: duckdbSource(file),
        destination: {
          ...connector('destination-salesforce'),
          instanceUrl: url,
          clientCredentials: { clientId, clientSecret },
        },
        model: 'SELECT * FROM contacts',
        sync,
        memory: '128MB',
      })
      const { delivered, seconds, peakBytes } = await runProject(project, smallHeap)
      if (delivered !== rows) throw new Error(`Of ${rows} rows ${delivered} were delivered.`)
      const { state, quotas, requestCount } = await simulator.show()
      const kept = state.find(({ name }) => name === 'Contact')?.records
      if (kept !== rows) throw new Error(`Of ${rows} rows the org has ${kept}.`)
      yield {
        name: rateName,
        value: rows / seconds,
        unit: 'records/s',
        ratio: rows / seconds / allowedPerSecond,
        target: 0.9,
        better: 'higher',
        against: `150,000,000 records in 24 hours: ${Math.round(allowedPerSecond)} records/s (${rows} records in ${requestCount} requests)`,
      }
      yield {
        name: memoryName,
        value: peakBytes / mebibyte,
        unit: 'MiB',
        target: 400,
        better: 'lower',
        against: `${rows} records`,
      }
      yield {
        name: refusedName,
        value: quotas.reduce((sum, { violations }) => sum + violations, 0),
        unit: 'requests',
        target: 0,
        better: 'lower',
        against: `none of ${requestCount}`,
      }
    },
  },
]
