// Copies the connector template into the command line, which scaffolds from it: with versions instead of the catalog's.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './process.mjs'

const copied = ['src', 'test', '.github', 'README.md', 'AGENTS.md', 'CHANGELOG.md', 'tsconfig.json']

/** Brings `packages/cli/dist/template` up to date. */
export function copyTemplate() {
  const from = path.join(root, 'connectors/_template')
  const to = path.join(root, 'packages/cli/dist/template')
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const name of copied) cpSync(path.join(from, name), path.join(to, name), { recursive: true })
  cpSync(path.join(root, 'LICENSE'), path.join(to, 'LICENSE'))
  const packageJson = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'))
  const versions = knownVersions()
  for (const list of ['dependencies', 'devDependencies', 'peerDependencies']) {
    for (const [name, range] of Object.entries(packageJson[list] ?? {})) {
      if (/^(catalog|workspace):/.test(range)) packageJson[list][name] = versions.get(name)
    }
  }
  // Another name, since it would be a package inside a package.
  writeFileSync(path.join(to, '_package.json'), `${JSON.stringify(packageJson, undefined, 2)}\n`)
}

/** Ranges by package: those of the catalog, and of our own packages. */
function knownVersions() {
  const workspace = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')
  const [, catalog = ''] = /^catalog:\n((?: {2}.*\n)*)/m.exec(workspace) ?? []
  const rows = [...catalog.matchAll(/^ {2}'?([^':]+)'?: (.+)$/gm)]
  const own = globSync('packages/*/package.json', { cwd: root }).map((file) => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, file), 'utf8'))
    return /** @type {const} */ ([name, `^${version}`])
  })
  return new Map([
    ...rows.map(([, name = '', range = '']) => /** @type {const} */ ([name, range])),
    ...own,
  ])
}
