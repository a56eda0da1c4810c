// A full first sync from DuckDB to a local HTTP server, against a plain script that does the same.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeRows } from './first-sync/data.mjs'
import { measure } from './first-sync/measure.mjs'
import { writeProject } from './first-sync/project.mjs'

/** @param {string} name */
const part = (name) => path.join(import.meta.dirname, 'first-sync', name)
/** @param {readonly number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
/** @import { Measure } from './first-sync/measure.mjs' */
/** @param {readonly Measure[]} list */
const peak = (list) => Math.max(...list.map(({ peakBytes }) => peakBytes))

/** @param {{ quick: boolean }} options */
export async function* rows({ quick }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-first-sync-'))
  const server = fork(part('server.mjs'))
  try {
    const [{ port }] = await once(server, 'message')
    /** @param {number} count @param {number} rounds */
    const runs = async (count, rounds) => {
      const file = path.join(folder, `rows-${count}.duckdb`)
      await writeRows(file, count)
      /** @type {Measure[]} */
      const script = []
      /** @type {Measure[]} */
      const rev = []
      // In turn, so that a machine that slows down slows both; the first pair only warms the server up.
      for (let round = 0; round <= rounds; round++) {
        const plain = await measure(part('script.mjs'), [file, String(port)])
        writeProject(path.join(folder, 'project'), file, port)
        const ours = await measure(part('rev.mjs'), [path.join(folder, 'project')])
        if (plain.delivered !== count || ours.delivered !== count) throw new Error('rows were lost')
        if (round > 0) script.push(plain)
        if (round > 0) rev.push(ours)
      }
      return { script, rev }
    }
    const small = await runs(100_000, quick ? 3 : 5)
    const ratios = small.rev.map(
      ({ seconds }, index) => seconds / (small.script[index]?.seconds ?? Number.NaN),
    )
    yield {
      name: 'first sync of 100,000 rows, DuckDB to HTTP',
      value: 100_000 / median(small.rev.map(({ seconds }) => seconds)),
      unit: 'rows/s',
      better: 'higher',
      against: `plain script at ${Math.round(100_000 / median(small.script.map(({ seconds }) => seconds)))} rows/s`,
      ratio: 1 / median(ratios),
      target: 1,
    }
    const large = await runs(1_000_000, 1)
    yield {
      name: 'peak memory, 1,000,000 rows against 100,000, memory: 128MB',
      value: peak(large.rev) / 1024 ** 2,
      unit: 'MiB',
      better: 'lower',
      against: `the same with 100,000 rows: ${Math.round(peak(small.rev) / 1024 ** 2)} MiB`,
      ratio: peak(large.rev) / peak(small.rev),
      target: 1.25,
    }
  } finally {
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}
