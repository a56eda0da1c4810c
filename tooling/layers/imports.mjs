// Finds what a file imports: types, re-exports, dynamic imports and `import('…')` types included.
import { parseSync, Visitor } from 'oxc-parser'

/** @typedef {{ specifier: string, line: number, star: boolean }} Import `star` marks `export * from` */

/** @param {string} source @param {number} offset @returns {number} */
const lineAt = (source, offset) => source.slice(0, offset).split('\n').length

/**
 * @param {string} file only its ending matters
 * @param {string} source
 * @returns {Import[]} in no particular order
 * @throws when the file does not parse
 */
export function readImports(file, source) {
  const { module, program, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`Failed to parse ${file}: ${errors[0].message}`)
  /** @type {Import[]} */
  const imports = []
  /** @param {string} specifier @param {number} start @param {boolean} [star] */
  const add = (specifier, start, star = false) =>
    imports.push({ specifier, line: lineAt(source, start), star })

  for (const { moduleRequest, start } of module.staticImports) add(moduleRequest.value, start)
  for (const { entries, start } of module.staticExports) {
    const [entry] = entries
    if (entry?.moduleRequest) {
      add(entry.moduleRequest.value, start, entry.importName.kind === 'AllButDefault')
    }
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    // A computed specifier names no module here: the host loads connectors that way.
    const literal = /^(['"`])([^$]*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[2] !== undefined) add(literal[2], start)
  }
  new Visitor({
    TSImportType: (node) => add(node.source.value, node.start),
    TSExternalModuleReference: (node) => add(node.expression.value, node.start),
  }).visit(program)
  return imports
}
