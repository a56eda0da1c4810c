import { isExactNumber } from '@revetl/sdk'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Alias } from 'yaml'
import { Problems } from '../../src/config/problems.ts'
import { parseYaml } from '../../src/config/files/yaml-file.ts'

function read(text: string) {
  const problems = new Problems()
  const file = parseYaml('a.yaml', text, problems)
  return { file, messages: problems.errors.map(({ message }) => message) }
}

/** A text of so many lines, each of which stands for ten times as many values as the one before. */
const bombOf = (levels: number): string =>
  [
    'l0: &l0 [x,x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: levels }, (_, level) => {
      const aliases = Array.from({ length: 10 }, () => `*l${level}`).join(',')
      return `l${level + 1}: &l${level + 1} [${aliases}]`
    }),
  ].join('\n')

test.each([
  ['a bomb of aliases', bombOf(8), /more than 100000 values/],
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
  const { file, messages } = read(text)
  expect(messages[0] ?? JSON.stringify(file?.value)).toMatch(reason ?? /"b":\{"<<":\{"x":1\}\}/)
})

test('a larger bomb of aliases costs no more steps', () => {
  const resolve = vi.spyOn(Alias.prototype, 'resolve')
  onTestFinished(() => resolve.mockRestore())
  const stepsOf = (levels: number): number => {
    resolve.mockClear()
    read(bombOf(levels))
    return resolve.mock.calls.length
  }
  const small = stepsOf(8)
  expect(small).toBeGreaterThan(1_000)
  // All that is more is the way down to its values.
  expect(stepsOf(16)).toBeLessThan(small + 16 * 10)
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
