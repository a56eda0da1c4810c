// The checks that need no test runner; `check` and `test` run the same ones.
import path from 'node:path'
import { build } from './build.mjs'
import { root, run } from './process.mjs'

/** @param {string} script a file of this folder */
const node = (script) => () => run(process.execPath, [path.join(root, 'tooling', script)])

/** In the order in which they run: the later ones read what the build wrote. */
export const checks = [
  { name: 'types', run: () => build({ tests: true }) },
  { name: 'lint', run: () => run('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: () => run('oxfmt', ['--check']) },
  { name: 'layers', run: node('layers.mjs') },
  { name: 'packages', run: node('packages-check.mjs') },
  { name: 'dependencies', run: node('dependencies-check.mjs') },
  { name: 'unused code', run: () => run('knip', []) },
  { name: 'docs', run: node('docs-check.mjs') },
]
