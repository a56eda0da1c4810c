// Runs tooling/bench/*.bench.{ts,mjs}; each exports `rows`, and may print what it likes to stderr.
import { globSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from '../build.mjs'
import { root } from '../process.mjs'

/**
 * @typedef {{ name: string, value: number, unit: string, ratio?: number, target?: number,
 *   better: 'higher' | 'lower', against?: string }} Row `ratio` is the value over that of `against`; `target` is what the ratio, or else the value, has to reach
 * @typedef {{ quick: boolean, only: string | undefined }} BenchOptions `quick` asks for smaller inputs; `only` is a part of a row's name
 * @typedef {(options: BenchOptions) => Iterable<Row> | AsyncIterable<Row> | Promise<Iterable<Row>>} Rows
 */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})

/** @param {Row} row @returns {boolean | undefined} undefined when there is no target */
function meetsTarget({ value, ratio, target, better }) {
  if (target === undefined) return undefined
  return better === 'higher' ? (ratio ?? value) >= target : (ratio ?? value) <= target
}

/** @param {number | undefined} number @returns {string} */
const short = (number) => (number === undefined ? '' : String(Number(number.toPrecision(4))))

/** @param {Row} row */
function print(row) {
  if (values.json) {
    const { name, value, unit, ratio = null, target = null, better, against = null } = row
    console.log(JSON.stringify({ name, value, unit, ratio, target, better, against }))
    return
  }
  const met = meetsTarget(row)
  const verdict = met === undefined ? '' : met ? 'ok' : 'MISSED'
  const cells = [
    row.name.padEnd(44),
    `${short(row.value)} ${row.unit}`.padStart(20),
    (row.ratio === undefined ? '' : `× ${short(row.ratio)}`).padStart(12),
    short(row.target).padStart(8),
    verdict.padEnd(6),
    row.against ?? '',
  ]
  console.log(cells.join('  ').trimEnd())
}

/** @param {string} file */
async function runBench(file) {
  const { rows } = /** @type {{ rows?: Rows }} */ (await import(pathToFileURL(file).href))
  if (!rows) throw new Error(`Failed to run ${file}: it does not export "rows".`)
  for await (const row of await rows({ quick: values.quick, only: values.only })) {
    if (values.only === undefined || row.name.includes(values.only)) print(row)
  }
}

if (!build({ quiet: true })) process.exit(1)
const files = globSync('tooling/bench/*.bench.{ts,mjs}', { cwd: root }).sort()
if (files.length === 0) console.error('No benchmarks yet: tooling/bench holds no *.bench.ts.')
if (!values.json && files.length > 0) {
  console.log(
    ['name'.padEnd(44), 'value'.padStart(20), 'ratio'.padStart(12), 'target'.padStart(8)].join(
      '  ',
    ),
  )
}
for (const file of files) {
  try {
    await runBench(path.join(root, file))
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
