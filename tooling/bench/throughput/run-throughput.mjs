// npm run bench -- --connectors: a row for each connector whose vendor publishes a limit; the table goes into the docs.
import { globSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../process.mjs'
import { measureRow, shareMin } from './measure-row.mjs'
import { throughputPage } from './throughput-page.mjs'

/** @typedef {import('./measure-row.mjs').ThroughputResult} ThroughputResult */
/** @typedef {import('./measure-row.mjs').ThroughputRow} ThroughputRow */

const page = path.join(root, 'docs/connectors/throughput.md')

/** @param {ThroughputResult} result */
const isGood = ({ share, throttled }) => share >= shareMin && throttled === 0

/** @returns {Promise<ThroughputRow[]>} those of all connectors, in the order of their names */
async function loadRows() {
  const files = globSync('tooling/bench/connectors/*.mjs', { cwd: root }).sort()
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(path.join(root, file)).href)),
  )
  return modules.flatMap(({ rows }) => rows)
}

/**
 * @param {{ json: boolean, only?: string }} options
 * @returns {Promise<boolean>} whether every row reaches its share of the limit with no request refused
 */
export async function runThroughput({ json, only }) {
  const all = await loadRows()
  const chosen = all.filter(({ connector, what }) => `${connector} ${what}`.includes(only ?? ''))
  if (chosen.length === 0) throw new Error(`No row has "${only}" in its name.`)
  /** @type {ThroughputResult[]} */
  const results = []
  for (const row of chosen) {
    const result = await measureRow(row)
    results.push(result)
    console.log(json ? JSON.stringify({ ...result, ok: isGood(result) }) : line(result))
  }
  if (chosen.length === all.length) writeFileSync(page, throughputPage(results))
  return results.every(isGood)
}

/** @param {ThroughputResult} result */
function line(result) {
  const { connector, what, recordsPerSecond, allowedPerSecond, share, throttled } = result
  const verdict = isGood(result) ? 'ok' : 'MISSED'
  return (
    `${connector}, ${what}: ${Math.round(recordsPerSecond)} records/s of ` +
    `${Math.round(allowedPerSecond)} (${(share * 100).toFixed(0)} %), ${throttled} refused  ${verdict}`
  )
}
