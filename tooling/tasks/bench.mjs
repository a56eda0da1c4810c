// Runs tooling/bench/*.bench.mjs, or with --connectors those of tooling/bench/connectors, one for each connector with a
// published limit. Each exports `benches`, and may print what it likes to stderr.
import { globSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { runBench, selectNames } from '../bench/measure/run-bench.mjs'
import { build } from '../build.mjs'
import { root } from '../process.mjs'

/** @typedef {import('../bench/measure/run-bench.mjs').Bench} Bench */
/** @typedef {import('../bench/measure/run-bench.mjs').Row} Row */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    connectors: { type: 'boolean', default: false },
    only: { type: 'string' },
    scale: { type: 'string', default: '1' },
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
    row.name.padEnd(68),
    `${short(row.value)} ${row.unit}`.padStart(20),
    (row.ratio === undefined ? '' : `× ${short(row.ratio)}`).padStart(12),
    short(row.target).padStart(8),
    verdict.padEnd(6),
    row.against ?? '',
  ]
  console.log(cells.join('  ').trimEnd())
}

/** @returns {Promise<Bench[]>} those of all files, in the order of the files */
async function loadBenches() {
  const folder = values.connectors ? 'tooling/bench/connectors' : 'tooling/bench'
  const files = globSync(`${folder}/*.bench.mjs`, { cwd: root }).sort()
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(path.join(root, file)).href)),
  )
  return modules.flatMap(({ benches }, index) => {
    if (!Array.isArray(benches)) throw new Error(`${files[index]} does not export "benches".`)
    return benches
  })
}

// An interrupted bench removes its folders like any other: they go with the process.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))

if (!build({ quiet: true })) process.exit(1)
const benches = await loadBenches()
const chosen = benches.filter((bench) => selectNames(bench, values.only).length > 0)
if (chosen.length === 0) {
  console.error(`No row has "${values.only}" in its name. Rows:`)
  for (const { names } of benches) for (const name of names) console.error(`  ${name}`)
  process.exitCode = 2
} else if (!values.json) {
  console.log(
    ['name'.padEnd(68), 'value'.padStart(20), 'ratio'.padStart(12), 'target'.padStart(8)].join(
      '  ',
    ),
  )
}
for (const bench of chosen) {
  try {
    const { quick, only, scale } = values
    await runBench(bench, { quick, only, scale: Number(scale), print })
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
