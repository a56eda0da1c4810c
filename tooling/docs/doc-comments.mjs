// Every export of a package's entry has a doc comment where it is declared.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { lineAt } from './files.mjs'

/** @import { Problem } from './files.mjs' */
/** @typedef {{ file: string, text: string, parsed: import('oxc-parser').ParseResult }} Module */

/**
 * @param {string} root
 * @returns {Problem[]}
 */
export function checkDocComments(root) {
  return globSync('{packages,connectors}/*/package.json', { cwd: root })
    .sort()
    .flatMap((manifest) => {
      const { exports = {} } = JSON.parse(readFileSync(path.join(root, manifest), 'utf8'))
      return entriesOf(exports)
        .map((entry) => path.join(path.dirname(manifest), entry))
        .filter((entry) => existsSync(path.join(root, entry)))
        .flatMap((entry) => checkEntry(root, entry))
    })
}

/** @param {Record<string, string | { default?: string }>} exports @returns {string[]} source files */
const entriesOf = (exports) =>
  Object.values(exports)
    .map((target) => (typeof target === 'string' ? target : (target.default ?? '')))
    .filter((target) => target.startsWith('./dist/') && target.endsWith('.js'))
    .map((target) => target.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))

/** @param {string} root @param {string} file @returns {Module} */
function load(root, file) {
  const text = readFileSync(path.join(root, file), 'utf8')
  return { file, text, parsed: parseSync(file, text) }
}

/** @param {string} root @param {string} entry @returns {Problem[]} */
function checkEntry(root, entry) {
  const module = load(root, entry)
  return exportsOf(module).flatMap(({ exported, local, from, start }) => {
    const place = from ? findExport(root, entry, from, local) : findDeclaration(root, module, local)
    if (place === 'elsewhere' || place === 'documented') return []
    const line = lineAt(module.text, start)
    return [{ file: entry, line, message: `the export ${exported} has no doc comment` }]
  })
}

/**
 * @param {Module} module
 * @returns {{ exported: string, local: string, from: string | undefined, start: number }[]}
 */
function exportsOf({ parsed }) {
  return parsed.module.staticExports.flatMap(({ entries }) =>
    entries.map((entry) => ({
      exported: entry.exportName.name ?? 'default',
      local: entry.importName.name ?? entry.localName.name ?? 'default',
      from: entry.moduleRequest?.value,
      start: entry.start,
    })),
  )
}

/** @typedef {'documented' | 'undocumented' | 'elsewhere'} Place `elsewhere` is another package */

/**
 * @param {string} root
 * @param {string} file that re-exports
 * @param {string} from what it re-exports from
 * @param {string} name
 * @returns {Place}
 */
function findExport(root, file, from, name) {
  if (!from.startsWith('.')) return 'elsewhere'
  const module = load(root, path.posix.join(path.posix.dirname(file), from))
  const found = exportsOf(module).find(({ exported }) => exported === name)
  if (!found) return 'undocumented'
  return found.from
    ? findExport(root, module.file, found.from, found.local)
    : findDeclaration(root, module, found.local)
}

/**
 * @param {string} root
 * @param {Module} module
 * @param {string} name of a local binding, or `default`
 * @returns {Place}
 */
function findDeclaration(root, module, name) {
  for (const { moduleRequest, entries } of module.parsed.module.staticImports) {
    const entry = entries.find(({ localName }) => localName.value === name)
    if (entry) {
      return findExport(root, module.file, moduleRequest.value, entry.importName.name ?? 'default')
    }
  }
  // Of several overloads one comment is enough; `export default name` may carry it too.
  const statements = module.parsed.program.body.filter((statement) => declares(statement, name))
  return statements.some((statement) => isDocumented(module, statement.start))
    ? 'documented'
    : 'undocumented'
}

/**
 * @param {any} statement a node of the syntax tree
 * @param {string} name
 * @returns {boolean}
 */
function declares(statement, name) {
  if (statement.type === 'ExportDefaultDeclaration') {
    return name === 'default' || statement.declaration.name === name
  }
  const declaration = statement.declaration ?? statement
  if (declaration.id) return declaration.id.name === name
  return (declaration.declarations ?? []).some(
    (/** @type {{ id: { name?: string } }} */ { id }) => id.name === name,
  )
}

/** @param {Module} module @param {number} start @returns {boolean} whether a doc comment ends right before it */
function isDocumented({ text, parsed }, start) {
  return parsed.comments.some(
    (comment) =>
      comment.type === 'Block' &&
      comment.value.startsWith('*') &&
      comment.end <= start &&
      /^\s*$/.test(withoutComments(text.slice(comment.end, start))),
  )
}

/** @param {string} text @returns {string} */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
