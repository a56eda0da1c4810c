import { isExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { Problems } from '../../src/config/problems.ts'
import { parseYaml } from '../../src/config/files/yaml-file.ts'

function read(text: string) {
  const problems = new Problems()
  const file = parseYaml('a.yaml', text, problems)
  return { file, messages: problems.errors.map(({ message }) => message) }
}

const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...Array.from({ length: 8 }, (_, i) => {
    const [name, before] = [String.fromCodePoint(98 + i), String.fromCodePoint(97 + i)]
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`
  }),
].join('\n')

test.each([
  ['a bomb of aliases', bomb, /more than 100000 values/],
  ['an alias of itself', 'a: &a [*a]', /levels of nesting/],
  ['brackets without end', '['.repeat(200_000), /nested too deeply|levels of nesting/],
  ['deep nesting', `${'['.repeat(80)}${']'.repeat(80)}`, /more than 64 levels/],
  ['a tag', 'a: !!js/function x', /a\.yaml: /],
  ['a standard tag', 'a: !!binary aGk=', /the tag tag:yaml\.org,2002:binary/],
  ['a tag of its own', 'a: !env X', /a\.yaml: /],
  ['two documents', 'a: 1\n---\nb: 2', /multiple documents/],
  ['a key that is a list', '? [a]\n: 1', /a key that is not text/],
  ['a merge key is an ordinary key', 'a: &a { x: 1 }\nb: { <<: *a }', undefined],
])('%s', (_name, text, reason) => {
  const started = performance.now()
  const { file, messages } = read(text)
  expect(performance.now() - started).toBeLessThan(5000)
  expect(messages[0] ?? JSON.stringify(file?.value)).toMatch(reason ?? /"b":\{"<<":\{"x":1\}\}/)
})

test('aliases within bounds are values like any other', () => {
  expect(read('a: &x [1, 2]\nb: *x').file?.value).toEqual({ a: [1, 2], b: [1, 2] })
})

test('numbers keep every digit, and words stay words', () => {
  const { file } = read('a: 12345678901234567890\nb: 1.5\nc: no\nd: 2026-01-31\ne: 0x10')
  const value = file?.value as Record<string, unknown>
  expect(isExactNumber(value['a']) && value['a'].text).toBe('12345678901234567890')
  expect([value['b'], value['c'], value['d'], value['e']]).toEqual([1.5, 'no', '2026-01-31', 16])
})

test('hostile keys are keys', () => {
  const { file } = read('__proto__: { polluted: 1 }\nconstructor: 2')
  expect(Object.keys(file?.value as object)).toEqual(['__proto__', 'constructor'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('places count from one, through aliases too', () => {
  const { file } = read('a: &x\n  b: 1\nc: *x\n')
  expect(file?.placeOf('a', 'b')).toEqual({ file: 'a.yaml', line: 2, column: 6 })
  expect(file?.keyPlaceOf('a', 'b')).toEqual({ file: 'a.yaml', line: 2, column: 3 })
  expect(file?.placeOf('c', 'b')).toEqual({ file: 'a.yaml', line: 2, column: 6 })
  expect(file?.placeOf('c')).toEqual({ file: 'a.yaml', line: 3, column: 4 })
})
