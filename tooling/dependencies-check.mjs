// Checks what a user of our packages would install: where it comes from, that it runs nothing, and its licences.
import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { checkDependencies, checkLockfile } from './dependencies/rules.mjs'
import { root } from './process.mjs'

/** @import { Installed, PackageFile } from './dependencies/rules.mjs' */

/** @param {string} folder @returns {PackageFile} */
const read = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))

/**
 * Where Node would find a package from a folder.
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined}
 */
function find(name, from) {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name)
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate)
  }
  return undefined
}

/** @returns {Installed[]} every package that the runtime dependencies of ours lead to, and who asks for it */
function runtimePackages() {
  const ours = globSync('{packages,connectors}/*/package.json', { cwd: root }).map((file) =>
    path.join(root, path.dirname(file)),
  )
  /** @type {Map<string, Installed>} */
  const found = new Map()
  /** @type {[folder: string, by: string][]} */
  const open = ours.map((folder) => [folder, path.relative(root, folder)])
  for (let next = open.pop(); next; next = open.pop()) {
    const [folder, by] = next
    const { dependencies = {}, optionalDependencies = {} } = read(folder)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const target = find(name, folder)
      // An optional package for another system is not here.
      if (target === undefined || ours.includes(target) || found.has(target)) continue
      found.set(target, { file: read(target), by })
      open.push([target, `${by} > ${name}`])
    }
  }
  return [...found.values()]
}

const problems = [
  ...checkLockfile(readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8')),
  ...checkDependencies(runtimePackages()),
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
