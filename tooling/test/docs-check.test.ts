import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkDocComments } from '../docs/doc-comments.mjs'
import { checkLinks } from '../docs/links.mjs'
import { checkSnippets, extractSnippets } from '../docs/snippets.mjs'
import { checkErrorCodes, checkLengths, checkStrayText } from '../docs/text-rules.mjs'
import { root as repository } from '../process.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rev-docs-'))
})

afterEach(() => rmSync(root, { recursive: true }))

function plant(file: string, text: string) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
  return { path: file, text }
}

const places = (problems: { file: string; line: number }[]) =>
  problems.map(({ file, line }) => `${file}:${line}`)

test('reports links and anchors that lead nowhere, and leaves code alone', () => {
  const files = [
    plant('docs/b.md', '# Two words, really\n# Two words, really\n'),
    plant(
      'a.md',
      [
        '[ok](docs/b.md) [ok](docs/b.md#two-words-really-1) [ok](#here) [ok](https://a.b/c)',
        '# Here',
        '[bad](docs/c.md)',
        '[bad](docs/b.md#three)',
        '[bad](#there)',
        '[bad](../outside.md)',
        '`[code](nowhere.md)`',
        '```\n[code](nowhere.md)\n```',
      ].join('\n'),
    ),
  ]
  expect(places(checkLinks(root, files))).toEqual(['a.md:3', 'a.md:4', 'a.md:5', 'a.md:6'])
})

test('reports an export without a doc comment, through re-exports', () => {
  plant(
    'packages/a/package.json',
    JSON.stringify({ exports: { '.': { default: './dist/index.js' } } }),
  )
  plant(
    'packages/a/src/index.ts',
    [
      "export { good, bad } from './b.ts'",
      "export type { Good, Bad } from './b.ts'",
      "import { good as local } from './b.ts'",
      'export { local }',
      "export { z } from 'zod'",
      'export const undocumented = 1',
      'const definition = 1',
      '/** Documented. */',
      'export default definition',
    ].join('\n'),
  )
  plant(
    'packages/a/src/b.ts',
    [
      '/** Documented. */',
      '// and a remark',
      'export function good() {}',
      '/* not a doc comment */',
      'export const bad = 1',
      '/** Documented. */',
      'export interface Good {}',
      '',
      'export type Bad = 1',
    ].join('\n'),
  )
  expect(checkDocComments(root).map(({ line, message }) => `${line} ${message}`)).toEqual([
    '1 the export bad has no doc comment',
    '2 the export Bad has no doc comment',
    '6 the export undocumented has no doc comment',
  ])
})

test('extracts TypeScript on the lines that it has in its page', () => {
  const page = plant(
    'a.md',
    'text\n```ts\nconst a = 1\n```\n```ts no-check a fragment\nnope(\n```\n',
  )
  const { snippets, problems } = extractSnippets([page])
  expect(problems).toEqual([])
  expect(snippets.map(({ text }) => text.split('\n').indexOf('const a = 1'))).toEqual([2])
})

test('asks for a reason where a sample is not checked', () => {
  const page = plant('a.md', '```ts no-check\nnope(\n```\n')
  expect(places(extractSnippets([page]).problems)).toEqual(['a.md:1'])
})

test('reports a sample that does not compile, at its line', () => {
  const page = { path: 'a.md', text: '# A\n```ts\nexport const a = 1\nconst b: string = a\n```\n' }
  const problems = checkSnippets(repository, [page])
  expect(problems).toMatchObject([{ file: 'a.md', line: 4 }])
})

test('compares the error codes with their page in both directions', () => {
  plant('packages/sdk/src/error-codes.ts', 'export const errorCodes = { REV_A: {}, REV_B: {} }\n')
  const page = plant('docs/errors.md', '| code |\n|---|\n| `REV_A` | |\n| `REV_C` | |\n')
  expect(checkErrorCodes(root, [page]).map(({ message }) => message)).toEqual([
    'REV_B is not explained',
    'REV_C is not a code',
  ])
  expect(checkErrorCodes(root, [])).toHaveLength(1)
})

test('reports pages that are too long', () => {
  const long = { path: 'packages/a/README.md', text: 'x\n'.repeat(121) }
  const other = { path: 'docs/long.md', text: 'x\n'.repeat(500) }
  expect(places(checkLengths([long, other]))).toEqual(['packages/a/README.md:121'])
})

test('reports paths of a machine, and registries in the lockfile', () => {
  const machine = ['', 'home', 'someone', 'rev'].join('/')
  const host = ['registry', 'npmjs', 'org'].join('.')
  const files = [
    { path: 'a.md', text: `fine: ./work/x, a/tmp/b\nbad: ${machine}\n` },
    { path: 'pnpm-lock.yaml', text: `tarball: https://${host}/a.tgz\n` },
  ]
  expect(places(checkStrayText(files))).toEqual(['a.md:2', 'pnpm-lock.yaml:1'])
})
