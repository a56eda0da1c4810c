import { expect, test } from 'vitest'
import { nearestName, suggestName } from '../src/nearest-name.ts'

test.each([
  ['emial', 'email'],
  ['Email', 'email'],
  ['emai', 'email'],
  ['e-mail', 'email'],
  ['fristname', 'first_name'],
  ['id', undefined],
  ['country', undefined],
])('%s means %s', (name, meant) => {
  expect(nearestName(name, ['email', 'first_name', 'city'])).toBe(meant)
})

test('the nearest of several wins', () => {
  expect(nearestName('names', ['game', 'name', 'named'])).toBe('name')
})

test('a very long name costs nothing', () => {
  expect(nearestName('x'.repeat(1_000_000), ['email'])).toBeUndefined()
})

test('where nothing is near, the known names are told', () => {
  expect(suggestName('zzz', ['a', 'b'])).toBe('Known: a, b.')
  expect(suggestName('zzz', [])).toBe('There is none yet.')
})
