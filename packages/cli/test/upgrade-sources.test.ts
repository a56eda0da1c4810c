import { expect, test } from 'vitest'
import type { Codemod } from '../src/codemods/codemod.ts'
import {
  upgradeSources,
  withApiVersion,
  withDefinitionVersion,
} from '../src/codemods/upgrade-sources.ts'

/** Changes that no version of the contract asks for: the mechanism is what is tested. */
const madeUp: readonly Codemod[] = [
  {
    apiVersion: 3,
    title: 'http is named net',
    apply: (text) => text.replaceAll('ctx.http', 'ctx.net'),
  },
  {
    apiVersion: 2,
    title: 'context is named ctx',
    apply: (text) => text.replaceAll('context.', 'ctx.'),
  },
  {
    apiVersion: 2,
    title: 'tests alone',
    apply: (text, file) => (file.startsWith('test/') ? `// moved\n${text}` : text),
  },
]
const sources = {
  'src/client.ts': 'context.http.get()',
  'src/other.ts': 'nothing()',
  'test/a.ts': 'x',
}

test('codemods are applied in the order of the versions that ask for them', () => {
  expect(upgradeSources(sources, { from: 1, to: 3, codemods: madeUp })).toEqual([
    {
      file: 'src/client.ts',
      text: 'ctx.net.get()',
      because: ['context is named ctx', 'http is named net'],
    },
    { file: 'test/a.ts', text: '// moved\nx', because: ['tests alone'] },
  ])
})

test('codemods of versions that are behind or ahead are left out', () => {
  const [file] = upgradeSources(sources, { from: 1, to: 2, codemods: madeUp })
  expect(file?.text).toBe('ctx.http.get()')
  expect(upgradeSources(sources, { from: 3, to: 3, codemods: madeUp })).toEqual([])
})

test('an upgrade twice changes nothing the second time', () => {
  const once = upgradeSources(sources, { from: 2, to: 3, codemods: madeUp })
  const after = Object.fromEntries(once.map(({ file, text }) => [file, text]))
  expect(upgradeSources(after, { from: 3, to: 3, codemods: madeUp })).toEqual([])
})

test('the version is written where it stands, and nowhere else', () => {
  const packageJson =
    '{\n  "apiVersion": 9,\n  "rev": {\n    "kind": "destination",\n    "apiVersion": 1\n  }\n}\n'
  expect(withApiVersion(packageJson, 2)).toBe(
    packageJson.replace('"apiVersion": 1', '"apiVersion": 2'),
  )
  expect(withDefinitionVersion("  id: 'a',\n  apiVersion: 1,\n", 2)).toBe(
    "  id: 'a',\n  apiVersion: 2,\n",
  )
})
