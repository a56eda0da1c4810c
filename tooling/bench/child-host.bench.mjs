// The same first sync with both connectors in child processes, against in process; the server counts what arrives.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeRows } from './first-sync/data.mjs'
import { measure } from './first-sync/measure.mjs'
import { writeProject } from './first-sync/project.mjs'

/** @import { Measure } from './first-sync/measure.mjs' */

const records = 100_000
/** @param {string} name */
const part = (name) => path.join(import.meta.dirname, 'first-sync', name)
/** @param {readonly number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** @param {Measure} measured */
const cpu = ({ cpuSeconds = Number.NaN }) => cpuSeconds

/** @param {{ quick: boolean }} options */
export async function* rows({ quick }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-child-host-'))
  const server = fork(part('server.mjs'))
  try {
    const [{ port }] = await once(server, 'message')
    const file = path.join(folder, 'rows.duckdb')
    await writeRows(file, records)
    /** @param {'in-process' | 'child'} runIn */
    const run = async (runIn) => {
      const project = path.join(folder, 'project')
      writeProject(project, file, port, runIn)
      const measured = await measure(part('rev.mjs'), [project])
      if (measured.delivered !== records) throw new Error('rows were lost')
      return measured
    }
    /** @type {{ inProcess: Measure, child: Measure }[]} */
    const pairs = []
    // In turn, so that a machine that slows down slows both; the first pair only warms up.
    for (let round = 0; round <= (quick ? 3 : 7); round++) {
      const pair = { inProcess: await run('in-process'), child: await run('child') }
      if (round > 0) pairs.push(pair)
    }
    const rate = median(pairs.map(({ inProcess }) => records / inProcess.seconds))
    yield {
      name: 'child: first sync against in-process',
      value: median(pairs.map(({ child }) => records / child.seconds)),
      unit: 'rows/s',
      better: 'higher',
      against: `both connectors in process at ${Math.round(rate)} rows/s`,
      ratio: median(pairs.map(({ inProcess, child }) => inProcess.seconds / child.seconds)),
      target: 0.8,
    }

    const inProcess = median(pairs.map((pair) => cpu(pair.inProcess)))
    yield {
      name: 'child: processor time of the host alone',
      value: median(pairs.map(({ child }) => cpu(child))),
      unit: 's',
      better: 'lower',
      against: `the one process of in-process: ${inProcess.toFixed(2)} s`,
      ratio: median(pairs.map((pair) => cpu(pair.child) / cpu(pair.inProcess))),
      target: 1.25,
    }
  } finally {
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}
