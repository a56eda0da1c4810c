// Copies the template connectors into the command line's package, as they look outside of this workspace.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { root } from './process.mjs'

const templates = { destination: 'connectors/_template', source: 'connectors/_template-source' }
const target = path.join(root, 'packages/cli/template')

/** @param {string} file @returns {any} */
const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))

/** @returns {Map<string, string>} the versions of our packages by name */
function ownVersions() {
  const files = globSync('packages/*/package.json', { cwd: root })
  return new Map(files.map(readJson).map(({ name, version }) => [name, version]))
}

/** @param {Record<string, string>} [dependencies] @returns {Record<string, string>} */
function published(dependencies = {}) {
  const { catalog } = parse(readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const own = ownVersions()
  const entries = Object.entries(dependencies).map(([name, range]) => {
    if (range.startsWith('workspace:')) return [name, `^${own.get(name)}`]
    return [name, range === 'catalog:' ? catalog[name] : range]
  })
  return Object.fromEntries(entries)
}

/** @param {string} template @returns package.json with the ranges that npm understands, and the command line to test with */
function packageJson(template) {
  const { private: _private, ...content } = readJson(`${template}/package.json`)
  const devDependencies = { '@revetl/cli': 'workspace:*', ...content.devDependencies }
  return {
    ...content,
    dependencies: published(content.dependencies),
    devDependencies: published(devDependencies),
    peerDependencies: published(content.peerDependencies),
  }
}

/** @param {string} file a tsconfig.json whose references to the workspace are dropped */
function standAloneConfig(file) {
  const { references = [], ...content } = JSON.parse(readFileSync(file, 'utf8'))
  const own = references.filter((/** @type {{ path: string }} */ one) => one.path === '..')
  return own.length > 0 ? { ...content, references: own } : content
}

/** @param {unknown} content */
const jsonText = (content) => `${JSON.stringify(content, null, 2)}\n`

/** @param {string} template @returns {Map<string, string>} the texts of the scaffold by path */
function scaffoldTexts(template) {
  const cwd = path.join(root, template)
  const skipped = /(^|\/)(node_modules|dist)(\/|$)/
  const files = globSync('**/{*,.github/**/*}', { cwd, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(cwd, path.join(entry.parentPath, entry.name)))
    .filter((file) => !skipped.test(file))
  /** @type {(file: string) => string} */
  const textOf = (file) => {
    const source = path.join(cwd, file)
    if (file === 'package.json') return jsonText(packageJson(template))
    return file.endsWith('tsconfig.json')
      ? jsonText(standAloneConfig(source))
      : readFileSync(source, 'utf8')
  }
  const texts = files.map(
    // A package.json inside of a package means something to Node and to bundlers.
    (file) =>
      /** @type {const} */ ([file.replace(/^package\.json$/, '_package.json'), textOf(file)]),
  )
  return new Map([...texts, ['LICENSE', readFileSync(path.join(root, 'LICENSE'), 'utf8')]])
}

/** Writes what is different in packages/cli/template: a scaffold may be made from it at this moment. */
export function writeScaffoldTemplate() {
  const texts = new Map(
    Object.entries(templates).flatMap(([kind, template]) =>
      [...scaffoldTexts(template)].map(([file, text]) => [path.join(kind, file), text]),
    ),
  )
  for (const [file, text] of texts) {
    const to = path.join(target, file)
    if (existsSync(to) && readFileSync(to, 'utf8') === text) continue
    mkdirSync(path.dirname(to), { recursive: true })
    writeFileSync(to, text)
  }
  const there = globSync('**/{*,.github/**/*}', { cwd: target, withFileTypes: true })
  for (const entry of there) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && !texts.has(path.relative(target, file))) rmSync(file)
  }
}
