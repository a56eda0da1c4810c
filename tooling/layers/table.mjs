// Reads who may import whom from ARCHITECTURE.md: the page and the check cannot disagree.

/** @typedef {{ imports: string[], testImports: string[] }} Allowance what one part may import; '*' is any published entry */
/** @typedef {{ parts: Map<string, Allowance>, stages: Map<string, 'nothing' | 'stages'> }} Table */

/** @param {string} text @returns {string[]} the words in back-ticks */
const words = (text) => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

/**
 * @param {string} markdown
 * @param {string} heading of the section whose first table is wanted
 * @returns {string[][]} the cells of its rows, without the header
 */
function tableUnder(markdown, heading) {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  const rows = []
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    if (/^#+ /.test(line) || (rows.length > 0 && !line.startsWith('|'))) break
    if (line.startsWith('|')) rows.push(line.slice(1, -1).split('|'))
  }
  if (rows.length < 3) {
    throw new Error(`Failed to read ARCHITECTURE.md: no table under the heading "${heading}".`)
  }
  return rows.slice(2)
}

/** @param {string} cell @returns {string[]} */
const importsOf = (cell) => (cell.includes('any published entry') ? ['*'] : words(cell))

/**
 * @param {string} markdown the text of ARCHITECTURE.md
 * @returns {Table}
 */
export function readTable(markdown) {
  const parts = new Map()
  for (const [names = '', imports = '', testImports = ''] of tableUnder(markdown, 'Layers')) {
    const allowance = { imports: importsOf(imports), testImports: importsOf(testImports) }
    for (const name of words(names)) parts.set(name, allowance)
  }
  const stages = new Map()
  for (const [name = '', imports = ''] of tableUnder(markdown, 'Inside core')) {
    const [folder = ''] = words(name)
    stages.set(folder.replace(/\/$/, ''), imports.includes('any stage') ? 'stages' : 'nothing')
  }
  return { parts, stages }
}

/**
 * @param {Table} table
 * @param {string} folder of a member of the workspace, like `packages/sdk`
 * @returns {Allowance | undefined} its row, by name or by `folder/*`
 */
export function allowanceOf(table, folder) {
  return table.parts.get(folder) ?? table.parts.get(folder.replace(/\/[^/]+$/, '/*'))
}
