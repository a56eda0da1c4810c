// A first sync into the HTTP server against scripts that do the same and keep nothing.
import path from 'node:path'
import { measureChild } from '../measure/child.mjs'
import { inTurns, medianOf, ratioOf, rowsPerSecond } from '../measure/rounds.mjs'
import { firstRun } from '../rev/first-run.mjs'
import { httpDestination, upsert } from '../rev/write-project.mjs'
import { startServer } from '../server/start-server.mjs'

/** @typedef {import('../measure/child.mjs').Measure} Measure */
/** @typedef {import('../measure/run-bench.mjs').Row} Row */
/** @typedef {'splice' | 'tuned' | 'usual'} Script */
/**
 * @typedef {{ title: string, source: 'duckdb' | 'postgres', place: string, revSource: object, folder: string,
 *   model: string, tunedModel?: string, rows: number, rejects: boolean, rounds: number, wants: (name: string) => boolean }} Comparison
 * `model` is the SELECT that all read; `tunedModel` the same with dates as text, where the driver cannot be told to
 */

/** @type {Readonly<Record<Script, { target: number, words: string }>>} */
const scripts = {
  splice: { target: 0.75, words: 'splicing script' },
  tuned: { target: 1, words: 'tuned script' },
  usual: { target: 4, words: 'usual script' },
}
const scriptNames = /** @type {Script[]} */ (Object.keys(scripts))

/** @param {string} title @param {Script} script */
const rateName = (title, script) => `${title} against the ${scripts[script].words}`
/** @param {string} title */
const cpuName = (title) => `${title}, processor time`

/** @param {string} title the names of a comparison's rows, of which a bench may announce fewer */
export const comparisonNames = (title) => [
  ...scriptNames.map((script) => rateName(title, script)),
  cpuName(title),
]

/** @param {Measure} measure @param {import('../server/start-server.mjs').Counts} counts @param {Comparison} comparison */
function assertComplete({ delivered, rejected }, counts, { rows, rejects }) {
  const expected = rejects ? Math.floor((rows + 92) / 100) : 0
  const isTold = delivered === rows - expected && rejected === expected
  if (isTold && counts.records === rows && counts.rejects === expected) return
  const told = `${delivered} delivered and ${rejected} rejected`
  throw new Error(`Of ${rows} rows the server got ${counts.records}; ${told}.`)
}

/**
 * @param {Comparison} comparison
 * @returns {AsyncGenerator<Row>}
 */
export async function* compareScripts(comparison) {
  const { title, source, place, model, tunedModel = model, rounds, wants, rows } = comparison
  await using server = await startServer({ rejects: comparison.rejects })
  const port = String(server.port)
  /** @param {() => Promise<Measure>} run */
  const checked = (run) => async () => {
    const measure = await run()
    assertComplete(measure, await server.takeCounts(), comparison)
    return measure
  }
  /** @param {Script} name */
  const script = (name) =>
    checked(() => {
      const sql = name === 'tuned' ? tunedModel : model
      const file = path.join(import.meta.dirname, `../scripts/${name}.mjs`)
      return measureChild(file, [source, place, port, sql])
    })
  const rev = checked(() =>
    firstRun(path.join(comparison.folder, 'project'), {
      source: comparison.revSource,
      destination: httpDestination(server.port),
      model,
      sync: upsert,
    }),
  )
  const wantsCpu = wants(cpuName(title))
  const wanted = scriptNames.filter(
    (name) => wants(rateName(title, name)) || (name === 'tuned' && wantsCpu),
  )
  // The server's code gets warm before anything counts.
  await script('splice')()
  const measures = await inTurns(
    { rev, ...Object.fromEntries(wanted.map((name) => [name, script(name)])) },
    rounds,
  )
  const ofScript = /** @type {Record<Script, Measure[]>} */ (/** @type {unknown} */ (measures))
  for (const name of wanted) {
    if (!wants(rateName(title, name))) continue
    yield {
      name: rateName(title, name),
      value: medianOf(measures.rev, rowsPerSecond),
      unit: 'rows/s',
      ratio: ratioOf(measures.rev, ofScript[name], rowsPerSecond),
      target: scripts[name].target,
      better: 'higher',
      against: `${scripts[name].words} at ${Math.round(medianOf(ofScript[name], rowsPerSecond))} rows/s`,
    }
  }
  if (!wantsCpu) return
  const perMillion = (/** @type {Measure} */ { cpuSeconds }) => (cpuSeconds / rows) * 1e6
  yield {
    name: cpuName(title),
    value: medianOf(measures.rev, perMillion),
    unit: 's/1M rows',
    ratio: ratioOf(measures.rev, ofScript.tuned, perMillion),
    target: 1.2,
    better: 'lower',
    against: `tuned script with ${medianOf(ofScript.tuned, perMillion).toFixed(2)} s`,
  }
}
