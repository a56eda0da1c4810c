// The members of the workspace, as the layer check sees them.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readImports } from './imports.mjs'

/** @typedef {import('./imports.mjs').Import} Import */
/** @typedef {{ path: string, imports: Import[] }} SourceFile its path from the root, with `/` */
/**
 * @typedef {{ name: string, exports?: Record<string, string | { default?: string }>, dependencies?: Record<string, string>,
 *   devDependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, rev?: object }} PackageJson
 */
/**
 * @typedef {{ folder: string, packageJson: PackageJson | undefined, files: SourceFile[],
 *   references: string[] | undefined, testReferences: string[] | undefined }} Member references are folders from the root
 */

const memberGlobs = ['{packages,connectors,examples}/*', 'test', 'tooling']
const isBuilt = /(^|\/)(node_modules|dist)(\/|$)/

/** @param {string} file @returns {any} undefined when there is no such file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * @param {string} root
 * @param {string} folder of a tsconfig.json
 * @returns {string[] | undefined} the folders that it refers to, from the root; undefined without one
 */
export function readReferences(root, folder) {
  const tsconfig = readJson(path.join(root, folder, 'tsconfig.json'))
  if (!tsconfig) return undefined
  return (tsconfig.references ?? []).map((/** @type {{ path: string }} */ reference) =>
    path.posix.join(folder, reference.path),
  )
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Member}
 */
function readMember(root, folder) {
  const files = globSync(`${folder}/**/*.{ts,mts,mjs,js}`, {
    cwd: root,
    exclude: (entry) => isBuilt.test(entry),
  })
  return {
    folder,
    packageJson: readJson(path.join(root, folder, 'package.json')),
    references: readReferences(root, folder),
    testReferences: readReferences(root, `${folder}/test`),
    files: files.sort().map((file) => ({
      path: file.replaceAll(path.sep, '/'),
      imports: readImports(file, readFileSync(path.join(root, file), 'utf8')),
    })),
  }
}

/**
 * @param {string} root
 * @returns {Member[]} every folder that the layer table speaks of
 */
export function readWorkspace(root) {
  return globSync(memberGlobs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((folder) => folder.replaceAll(path.sep, '/'))
    .sort()
    .map((folder) => readMember(root, folder))
    .filter((member) => member.packageJson !== undefined || member.files.length > 0)
}
