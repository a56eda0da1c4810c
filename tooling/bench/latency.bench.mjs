// A first sync into a server that answers after 50 ms, against what the latency alone allows.
import path from 'node:path'
import { writeContacts } from './data/contacts.mjs'
import { measureChild } from './measure/child.mjs'
import { inTurns, median, medianOf } from './measure/rounds.mjs'
import { temporaryFolder } from './measure/temporary-folder.mjs'
import { firstRun } from './rev/first-run.mjs'
import { duckdbSource, httpDestination, upsert } from './rev/write-project.mjs'
import { startServer } from './server/start-server.mjs'

const latencyMs = 50
const batchRows = 100
const model = 'SELECT * FROM contacts'
const script = path.join(import.meta.dirname, 'scripts/splice.mjs')

/** @type {import('./measure/run-bench.mjs').Bench[]} */
export const benches = [32, 64].map((inFlight) => {
  const name = `first sync, DuckDB to HTTP, ${latencyMs} ms latency, ${inFlight} in flight`
  return {
    names: [name],
    async *run({ quick, size }) {
      using folder = temporaryFolder('latency')
      const rows = size(1_000_000, 320_000)
      const file = path.join(folder.path, 'contacts.duckdb')
      await writeContacts(file, rows)
      await using server = await startServer({ latencyMs })
      /** @param {import('./measure/child.mjs').Measure} measure */
      const checked = async (measure) => {
        const { records, inFlightPeak } = await server.takeCounts()
        if (measure.delivered !== rows || records !== rows) throw new Error('rows were lost')
        if (inFlightPeak > inFlight) throw new Error(`${inFlightPeak} requests were in flight`)
        return measure
      }
      const measures = await inTurns(
        {
          rev: async () =>
            checked(
              await firstRun(path.join(folder.path, 'project'), {
                source: duckdbSource(file),
                destination: httpDestination(server.port, { limits: { concurrency: inFlight } }),
                model,
                // The account's limit is what counts; batches that wait to be settled are under way as well.
                sync: { ...upsert, in_flight: 2 * inFlight },
              }),
            ),
          splice: async () =>
            checked(
              await measureChild(script, [
                'duckdb',
                file,
                String(server.port),
                model,
                String(inFlight),
              ]),
            ),
        },
        quick ? 2 : 3,
      )
      const ideal = ((rows / batchRows / inFlight) * latencyMs) / 1000
      const spliced = medianOf(measures.splice, ({ seconds }) => seconds)
      yield {
        name,
        value: rows / medianOf(measures.rev, ({ seconds }) => seconds),
        unit: 'rows/s',
        ratio: median(measures.rev.map(({ seconds }) => ideal / seconds)),
        target: 0.95,
        better: 'higher',
        against: `batches × latency ÷ in flight: ${Math.round(rows / ideal)} rows/s (the splicing script reaches ${(ideal / spliced).toFixed(3)} of it)`,
      }
    },
  }
})
