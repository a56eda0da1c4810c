// The checks that need no test runner; `check` and `test` run the same ones.
import path from 'node:path'
import { build } from './build.mjs'
import { root } from './process.mjs'

/** @import { Program } from './process.mjs' */

/** @param {string} name @param {string} file of this folder @returns {Program} */
const script = (name, file) => ({
  name,
  command: process.execPath,
  args: [path.join(root, 'tooling', file)],
})

/** The first one: the others read what it builds. */
export const types = { name: 'types', run: () => build({ tests: true }) }

/** They write nothing, so they can run beside tests. @type {readonly Program[]} */
export const checks = [
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', command: 'oxfmt', args: ['--check'] },
  script('layers', 'layers.mjs'),
  script('packages', 'packages-check.mjs'),
  script('dependencies', 'dependencies-check.mjs'),
  { name: 'unused code', command: 'knip', args: [] },
  script('docs', 'docs-check.mjs'),
]
