import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkLayers } from '../layers.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rev-layers-'))
  cpSync(
    path.join(import.meta.dirname, '../../ARCHITECTURE.md'),
    path.join(root, 'ARCHITECTURE.md'),
  )
  member('packages/sdk', { name: '@revetl/sdk' })
  member('packages/http', { name: '@revetl/http', dependencies: { '@revetl/sdk': '1' } })
  member('packages/testkit', { name: '@revetl/testkit' })
  member('packages/core', { name: '@revetl/core' })
})

afterEach(() => rmSync(root, { recursive: true }))

function plant(file: string, content: string) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), content)
}

function member(folder: string, packageJson: object, references: string[] = []) {
  const exports = { '.': { default: './dist/index.js' } }
  plant(`${folder}/package.json`, JSON.stringify({ exports, ...packageJson }))
  plant(`${folder}/src/index.ts`, 'export const nothing = undefined\n')
  if (references.length > 0) {
    const paths = references.map((reference) => ({ path: reference }))
    plant(`${folder}/tsconfig.json`, JSON.stringify({ references: paths }))
  }
}

const connector = {
  name: '@revetl/source-x',
  rev: { kind: 'source' },
  peerDependencies: { '@revetl/sdk': '1' },
}

const found = () => checkLayers(root).map(({ file, line, rule }) => `${file}:${line} ${rule}`)

test('accepts a house that keeps to its table', () => {
  member('connectors/source-x', { ...connector, devDependencies: { '@revetl/testkit': '1' } })
  plant(
    'connectors/source-x/src/index.ts',
    "import type { A } from '@revetl/sdk'\nexport type B = A\n",
  )
  plant(
    'connectors/source-x/test/a.test.ts',
    "import '@revetl/testkit'\nimport '@revetl/source-x'\n",
  )
  plant('packages/core/src/ports.ts', 'export const port = 1\n')
  plant('packages/core/src/diff/plan.ts', "export { port } from '../ports.ts'\n")
  plant('packages/core/src/run/run.ts', "import '../diff/plan.ts'\nawait import(`../ports.ts`)\n")
  plant('packages/core/src/index.ts', "export { port } from './diff/plan.ts'\n")
  plant('test/a.test.ts', "import '@revetl/core'\n")
  expect(checkLayers(root)).toEqual([])
})

test.each([
  ['an import', "import { a } from '@revetl/core'"],
  ['a type import', "import type { A } from '@revetl/core'"],
  ['a re-export', "export { a } from '@revetl/core'"],
  ['a type re-export', "export type { A } from '@revetl/core'"],
  ['a dynamic import', "await import('@revetl/core')"],
  ['a dynamic import with a template', 'await import(`@revetl/core`)'],
  ['an import type', "let a: import('@revetl/core').A"],
  ['an import for its effect', "import '@revetl/core'"],
])('reports a forbidden package in %s', (_, line) => {
  plant('packages/http/src/a.ts', `// first\n${line}\n`)
  expect(found()).toEqual(['packages/http/src/a.ts:2 layer'])
})

test('keeps what tests may import out of the source', () => {
  member('connectors/source-x', connector)
  plant('connectors/source-x/src/a.ts', "import '@revetl/testkit'\n")
  plant('connectors/source-x/test/a.test.ts', "import '@revetl/core'\n")
  expect(found()).toEqual([
    'connectors/source-x/src/a.ts:1 layer',
    'connectors/source-x/test/a.test.ts:1 layer',
  ])
})

test('reports an entry that a package does not publish', () => {
  plant('test/a.test.ts', "import '@revetl/core/dist/run.js'\nimport '@revetl/nobody'\n")
  expect(found()).toEqual(['test/a.test.ts:1 entry', 'test/a.test.ts:2 entry'])
})

test('reports a relative import that leaves its package', () => {
  plant('packages/http/src/a.ts', "import '../../sdk/src/index.ts'\n")
  plant('test/a.test.ts', "import '../packages/core/src/index.ts'\n")
  expect(found()).toEqual(['packages/http/src/a.ts:1 outside', 'test/a.test.ts:1 outside'])
})

test('reports an import of tooling', () => {
  plant('test/a.test.ts', "import '../tooling/process.mjs'\n")
  expect(found()).toEqual(['test/a.test.ts:1 tooling'])
})

test('reports a stage of core that imports its sibling, directly or through a shared file', () => {
  plant('packages/core/src/diff/a.ts', "import type { B } from '../map/b.ts'\n")
  plant('packages/core/src/map/b.ts', 'export type B = 1\n')
  plant('packages/core/src/ports.ts', "export type { B } from './map/b.ts'\n")
  plant('packages/core/src/read/c.ts', "import '../index.ts'\n")
  expect(found().sort()).toEqual([
    'packages/core/src/diff/a.ts:1 stage',
    'packages/core/src/ports.ts:1 stage',
    'packages/core/src/read/c.ts:1 stage',
  ])
})

test('reports a folder of core that is no stage', () => {
  plant('packages/core/src/shared/a.ts', 'export const a = 1\n')
  expect(found()).toEqual(['packages/core/src/shared/a.ts:1 stage'])
})

test('reports a cycle of files once, types included', () => {
  plant('packages/http/src/a.ts', "export type { C } from './b.ts'\n")
  plant('packages/http/src/b.ts', "// first\nimport type { C } from './c.ts'\n")
  plant('packages/http/src/c.ts', "export const c = await import('./a.ts')\n")
  expect(checkLayers(root)).toMatchObject([
    {
      file: 'packages/http/src/c.ts',
      line: 1,
      rule: 'cycle',
      message: ['a', 'b', 'c', 'a'].map((name) => `packages/http/src/${name}.ts`).join(' → '),
    },
  ])
})

test('reports an export of everything, and an ending that is not the source file', () => {
  plant('packages/http/src/a.ts', "export * from './b.ts'\nimport './b.js'\n")
  plant('packages/http/src/b.ts', 'export const b = 1\n')
  expect(found()).toEqual([
    'packages/http/src/a.ts:2 extension',
    'packages/http/src/a.ts:1 export-star',
  ])
})

test('reports dependencies that the table does not allow', () => {
  member('packages/sdk', { name: '@revetl/sdk', dependencies: { '@revetl/http': '1' } })
  member('packages/http', { name: '@revetl/http', devDependencies: { '@revetl/core': '1' } })
  expect(found()).toEqual([
    'packages/http/package.json:1 dependency',
    'packages/sdk/package.json:1 dependency',
  ])
})

test('reports a connector that brings an SDK of its own, or none', () => {
  member('connectors/source-x', { name: 'x', rev: {}, dependencies: { '@revetl/sdk': '1' } })
  member('connectors/source-y', { name: 'y', rev: {} })
  expect(found()).toEqual([
    'connectors/source-x/package.json:1 dependency',
    'connectors/source-y/package.json:1 dependency',
  ])
})

test('reports a compiler reference that is missing', () => {
  member('packages/http', { name: '@revetl/http', dependencies: { '@revetl/sdk': '1' } }, [
    '../core',
  ])
  expect(found()).toEqual(['packages/http/tsconfig.json:1 reference'])
})

test('reports tests that are compiled without what they test', () => {
  plant('packages/http/test/tsconfig.json', JSON.stringify({ references: [] }))
  expect(found()).toEqual(['packages/http/test/tsconfig.json:1 reference'])
})

test('reports a package that the root does not compile', () => {
  plant('packages/http/tsconfig.json', JSON.stringify({ references: [{ path: '../sdk' }] }))
  plant('tsconfig.json', JSON.stringify({ references: [{ path: 'packages/sdk' }] }))
  expect(found()).toEqual(['tsconfig.json:1 reference'])
})

test('reports a package without a row in the table', () => {
  member('packages/extra', { name: '@revetl/extra' })
  expect(found()).toEqual(['packages/extra/package.json:1 layer'])
})
