// The rules about package.json and tsconfig.json: what is declared must fit the table as well.
import path from 'node:path'
import { allowanceOf } from './table.mjs'
import { allowedNames } from './import-rules.mjs'

/** @import { House, Violation } from './import-rules.mjs' */
/** @import { Member, PackageJson } from './workspace.mjs' */

const sdk = '@revetl/sdk'

/** @param {Record<string, string> | undefined} dependencies @returns {string[]} ours among them */
const ours = (dependencies) =>
  Object.keys(dependencies ?? {}).filter((name) => name.startsWith('@revetl/'))

/**
 * @param {House} house
 * @param {Member} member
 * @returns {Violation[]}
 */
export function checkManifest(house, member) {
  const file = `${member.folder}/package.json`
  /** @param {string} rule @param {string} message */
  const violation = (rule, message) => ({ file, line: 1, rule, message })
  const allowance = allowanceOf(house.table, member.folder)
  if (!allowance) {
    return [violation('layer', `${member.folder} has no row in the table of ARCHITECTURE.md`)]
  }
  if (!member.packageJson) return []
  return [
    ...[false, true].flatMap((tests) => {
      const allowed = allowedNames(allowance, { own: undefined, tests })
      return declared(member.packageJson, tests)
        .filter((name) => !allowed.includes('*') && !allowed.includes(name))
        .map((name) =>
          violation(
            'dependency',
            `${member.folder} may not ${tests ? 'test with' : 'depend on'} ${name}`,
          ),
        )
    }),
    ...sdkProblems(member).map((message) => violation('dependency', message)),
    ...referenceProblems(house, member),
  ]
}

/** @param {PackageJson | undefined} packageJson @param {boolean} tests @returns {string[]} */
function declared(packageJson, tests) {
  if (tests) return ours(packageJson?.devDependencies)
  return [
    packageJson?.dependencies,
    packageJson?.peerDependencies,
    packageJson?.optionalDependencies,
  ].flatMap(ours)
}

/**
 * A connector and the host that runs it must share one SDK.
 * @param {Member} member
 * @returns {string[]}
 */
function sdkProblems({ packageJson }) {
  // A connector in another language has no SDK.
  if (!packageJson?.rev || 'command' in packageJson.rev) return []
  if (packageJson.dependencies?.[sdk]) return [`${sdk} must be a peer dependency of a connector`]
  return packageJson.peerDependencies?.[sdk]
    ? []
    : [`a connector needs ${sdk} as a peer dependency`]
}

/**
 * Without its references a package would compile against what an older build left behind.
 * @param {House} house
 * @param {Member} member
 * @returns {Violation[]}
 */
function referenceProblems({ members }, member) {
  if (!/^(packages|connectors)\//.test(member.folder)) return []
  /** @param {boolean} tests */
  const folders = (tests) =>
    declared(member.packageJson, tests).flatMap((name) => {
      const target = members.find(({ packageJson }) => packageJson?.name === name)
      return target ? [target.folder] : []
    })
  const { folder, references, testReferences } = member
  return [
    ...missingReferences(folder, references, folders(false)),
    ...missingReferences(`${folder}/test`, testReferences, [folder, ...folders(true)]),
  ]
}

/**
 * @param {string} folder of a tsconfig.json
 * @param {readonly string[] | undefined} references undefined when it has none, or does not exist
 * @param {readonly string[]} needed
 * @returns {Violation[]}
 */
export function missingReferences(folder, references, needed) {
  return needed
    .filter((target) => references && !references.includes(target))
    .map((target) => ({
      file: path.posix.join(folder, 'tsconfig.json'),
      line: 1,
      rule: 'reference',
      message: `the references lack ${target}`,
    }))
}
