// Copies the template connector into the command line's package, as it looks outside of this workspace.
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { root } from './process.mjs'

const template = path.join(root, 'connectors/_template')
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

/** package.json with the ranges that npm understands, and the command line to test with. */
function packageJson() {
  const { private: _private, ...content } = readJson('connectors/_template/package.json')
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

/** Writes packages/cli/template. */
export function writeScaffoldTemplate() {
  rmSync(target, { recursive: true, force: true })
  const skipped = /(^|\/)(node_modules|dist)(\/|$)/
  cpSync(template, target, {
    recursive: true,
    filter: (from) => !skipped.test(path.relative(template, from)),
  })
  cpSync(path.join(root, 'LICENSE'), path.join(target, 'LICENSE'))
  rmSync(path.join(target, 'package.json'))
  // A package.json inside of a package means something to Node and to bundlers.
  writeFileSync(path.join(target, '_package.json'), jsonText(packageJson()))
  for (const name of ['tsconfig.json', 'test/tsconfig.json']) {
    const file = path.join(target, name)
    writeFileSync(file, jsonText(standAloneConfig(file)))
  }
}
