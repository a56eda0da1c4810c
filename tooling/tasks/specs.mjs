// Holds the traffic of every connector against its vendor's own description:
// `npm run test:specs -- --specs FOLDER [--only NAME] [--json]`. Ends with 1 where something is not as described.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../build.mjs'
import { root } from '../process.mjs'
import { specLines } from '../specs/spec-lines.mjs'

/** @typedef {import('@revetl/testkit/vendor-spec').VendorSpecReport} VendorSpecReport */
/** @typedef {{ connector: string, report?: VendorSpecReport, none?: string, missing?: string, error?: string }} Result */

const { values } = parseArgs({
  options: {
    specs: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

/** Whether nothing is wrong. @param {Result} result */
const isGood = ({ report, error }) =>
  error === undefined &&
  (report === undefined || (report.mismatches.length === 0 && report.unmatched.length === 0))

/** @param {string} connector @param {string} specsPath @returns {Promise<Result>} */
async function hold(connector, specsPath) {
  const { testVendorSpec } = await import('@revetl/testkit/vendor-spec')
  try {
    const folder = path.join(root, 'connectors', connector)
    const report = await testVendorSpec(folder, specsPath)
    return 'mismatches' in report ? { connector, report } : { connector, ...report }
  } catch (error) {
    return { connector, error: error instanceof Error ? error.message : String(error) }
  }
}

/** @param {string} specsPath */
async function holdAll(specsPath) {
  const connectors = readdirSync(path.join(root, 'connectors'))
    .filter((name) => existsSync(path.join(root, 'connectors', name, 'package.json')))
    .filter((name) => !name.startsWith('_') && (values.only ?? name) === name)
  if (connectors.length === 0) throw new Error(`There is no connectors/${values.only}.`)
  let isAllGood = true
  for (const connector of connectors) {
    const result = await hold(connector, specsPath)
    isAllGood &&= isGood(result)
    if (values.json) console.log(JSON.stringify({ ...result, ok: isGood(result) }))
    else console.log(specLines(result).join('\n'))
  }
  return isAllGood
}

if (values.specs === undefined) {
  console.error(
    'Failed to start: --specs FOLDER is missing. See docs/connectors/vendor-descriptions.md.',
  )
  process.exitCode = 2
} else if (!existsSync(values.specs)) {
  console.error(`Failed to start: there is no folder ${path.resolve(values.specs)}.`)
  process.exitCode = 2
} else if (!build({ quiet: true })) {
  process.exitCode = 1
} else if (!(await holdAll(path.resolve(values.specs)))) {
  process.exitCode = 1
}
