// The rules about what a file imports.
import path from 'node:path'
import { allowanceOf } from './table.mjs'

/** @import { Allowance, Table } from './table.mjs' */
/** @import { Import, Member, SourceFile } from './workspace.mjs' */
/** @typedef {{ file: string, line: number, rule: string, message: string }} Violation */
/** @typedef {{ table: Table, members: readonly Member[] }} House */

const scope = '@revetl/'
const isPart = /^(packages|connectors)\//

/** @param {string} specifier @returns {string} the name of the package it belongs to */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/**
 * @param {House} house
 * @param {Member} member
 * @param {SourceFile} file
 * @returns {Violation[]}
 */
export function checkImports(house, member, file) {
  return file.imports.flatMap((one) =>
    violationsOf(house, member, file, one).map(([rule, message]) => ({
      file: file.path,
      line: one.line,
      rule,
      message,
    })),
  )
}

/**
 * @param {House} house
 * @param {Member} member
 * @param {SourceFile} file
 * @param {Import} one
 * @returns {[rule: string, message: string][]}
 */
function violationsOf(house, member, file, one) {
  /** @type {[string, string][]} */
  const found = []
  if (one.star) found.push(['export-star', `name what is exported from ${one.specifier}`])
  if (one.specifier.startsWith('.')) {
    const problem = relativeProblem(house, member, file, one)
    if (problem) found.push(problem)
  } else if (one.specifier.startsWith(scope)) {
    const problem = packageProblem(house, member, file, one)
    if (problem) found.push(problem)
  }
  return found
}

/**
 * @param {House} house
 * @param {Member} member
 * @param {SourceFile} file
 * @param {Import} one
 * @returns {[string, string] | undefined}
 */
function relativeProblem(house, member, file, one) {
  const target = path.posix.join(path.posix.dirname(file.path), one.specifier)
  if (target.startsWith('tooling/') && member.folder !== 'tooling') {
    return ['tooling', `nobody imports tooling, yet here is ${one.specifier}`]
  }
  if (!target.startsWith(`${member.folder}/`)) {
    return ['outside', `${one.specifier} leaves ${member.folder}; import a published entry`]
  }
  const built = target.startsWith(`${member.folder}/dist/`)
  if (isPart.test(member.folder) && !built && !/\.(ts|mjs|json)$/.test(one.specifier)) {
    return ['extension', `write ${one.specifier} with the ending of the source file`]
  }
  return stageProblem(house.table, member, file.path, target)
}

/**
 * @param {Table} table
 * @param {Member} member
 * @param {string} from a file
 * @param {string} to a file of the same package
 * @returns {[string, string] | undefined}
 */
function stageProblem(table, member, from, to) {
  const base = 'packages/core/src/'
  if (!from.startsWith(base) || !to.startsWith(base)) return undefined
  const [fromStage, toStage] = [from, to].map((file) => file.slice(base.length))
  if (fromStage === undefined || toStage === undefined) return undefined
  if (isEntry(member, fromStage)) return undefined
  if (isEntry(member, toStage)) return ['stage', 'nothing inside core imports its entry']
  if (!toStage.includes('/')) return undefined
  const [here, there] = [fromStage, toStage].map((file) => file.split('/')[0] ?? '')
  if (here === there || (here && table.stages.get(here) === 'stages')) return undefined
  const who = fromStage.includes('/') ? `the stage ${here}` : `${here}, which every stage imports,`
  return ['stage', `${who} may not import ${there}; only run sees more than one stage`]
}

/**
 * @param {Member} member
 * @param {string} file under src
 */
function isEntry({ packageJson }, file) {
  const built = `./dist/${file.replace(/\.ts$/, '.js')}`
  const entries = Object.values(packageJson?.exports ?? {})
  return (
    file === 'index.ts' ||
    entries.some((entry) => (typeof entry === 'string' ? entry : entry.default) === built)
  )
}

/**
 * @param {House} house
 * @param {Member} member
 * @param {SourceFile} file
 * @param {Import} one
 * @returns {[string, string] | undefined}
 */
function packageProblem({ table, members }, member, file, one) {
  const name = packageOf(one.specifier)
  const target = members.find(({ packageJson }) => packageJson?.name === name)
  if (!target) return ['entry', `no package of the workspace is called ${name}`]
  const entry = `.${one.specifier.slice(name.length)}`
  if (target.packageJson?.exports && !(entry in target.packageJson.exports)) {
    return ['entry', `${one.specifier} is not an entry that ${name} publishes`]
  }
  const allowance = allowanceOf(table, member.folder)
  if (!allowance) return undefined // Reported once, with its package.json.
  const isSource = file.path.startsWith(`${member.folder}/src/`)
  const allowed = allowedNames(allowance, { own: member.packageJson?.name, tests: !isSource })
  if (allowed.includes('*') || allowed.includes(name)) return undefined
  return [
    'layer',
    `${member.folder} may not import ${name}; allowed: ${allowed.join(', ') || 'nothing'}`,
  ]
}

/**
 * @param {Allowance} allowance
 * @param {{ own: string | undefined, tests: boolean }} options a package's tests may import its own entry
 * @returns {string[]}
 */
export function allowedNames({ imports, testImports }, { own, tests }) {
  return tests ? [...imports, ...testImports, ...(own ? [own] : [])] : imports
}
