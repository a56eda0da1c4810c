import { expect, test } from 'vitest'
import { checkDependencies, checkLockfile } from '../dependencies/rules.mjs'

const by = 'packages/core'
const of = (more: object) => [
  { file: { name: 'x', version: '1.0.0', license: 'MIT', ...more }, by },
]

test.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'BSD-3-Clause'])(
  'a dependency under %s is fine',
  (license) => {
    expect(checkDependencies(of({ license }))).toEqual([])
  },
)

test.each([
  'GPL-3.0',
  'AGPL-3.0-only',
  'LGPL-2.1',
  'MIT AND GPL-2.0',
  'UNLICENSED',
  'SEE LICENSE IN x',
  '',
])('a dependency under %j fails', (license) => {
  expect(checkDependencies(of({ license }))).toEqual([
    `x@1.0.0 (packages/core) has the licence ${license}, which is not in the list`,
  ])
})

test('a dependency without a licence fails, and one in the old form is read', () => {
  expect(checkDependencies(of({ license: undefined }))).toHaveLength(1)
  expect(checkDependencies(of({ license: { type: 'MIT' } }))).toEqual([])
  expect(
    checkDependencies(of({ license: undefined, licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] })),
  ).toHaveLength(1)
})

test.each(['preinstall', 'install', 'postinstall'])(
  'a dependency with a %s script fails',
  (script) => {
    expect(checkDependencies(of({ scripts: { [script]: 'node x.js' } }))).toHaveLength(1)
    expect(checkDependencies(of({ scripts: { test: 'x', prepare: 'y' } }))).toEqual([])
  },
)

test.each([
  ['{integrity: sha512-abc==}', 0],
  ['{integrity: sha1-abc}', 1],
  ['{integrity: sha512-abc==, tarball: https://example.com/x.tgz}', 1],
  ['{commit: abc, repo: https://example.com/x.git, type: git}', 2],
  ['{directory: ../x, type: directory}', 2],
])('a lockfile that resolves to %s has %i problems', (resolution, count) => {
  expect(checkLockfile(`packages:\n\n  x@1.0.0:\n    resolution: ${resolution}\n`)).toHaveLength(
    count,
  )
})
