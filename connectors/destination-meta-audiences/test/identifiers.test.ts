import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { FieldName } from '../src/identifiers/fields.ts'
import { identifier } from '../src/identifiers/identify.ts'

// https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences (read 2026-11-27)
describe('a value', () => {
  test.each([
    ['email', ' Ada@Example.COM\n', 'ada@example.com'],
    ['phone', '+1 (650) 555-0100', '16505550100'],
    ['phone', '0049 30 901820', '4930901820'],
    ['gen', 'Female', 'f'],
    ['gen', 'M', 'm'],
    ['doby', '1985', '1985'],
    ['dobm', '7', '07'],
    ['dobd', '31', '31'],
    ['fn', " D'Arcy ", 'darcy'],
    ['ln', 'Ćwik-Müller', 'ćwikmüller'],
    ['fi', 'Émile', 'é'],
    ['ct', 'Saint-Denis, 93', 'saintdenis93'],
    ['st', 'CA', 'ca'],
    ['zip', ' 94035-1234 ', '94035'],
    ['zip', 'SW1A 2AA', 'sw1a2aa'],
    ['country', 'US', 'us'],
  ] as const)('of %s is hashed in the form that Meta compares: %j', (name, value, form) => {
    expect(identifier(name, value, 2026)).toEqual({ text: hash('sha256', form) })
  })

  test.each([
    ['extern_id', ' C-42 ', 'C-42'],
    [
      'madid',
      'AB1234CD-E123-12FG-J123-ABCDEFABCDEF'.replace(/[GJ]/g, 'A'),
      'ab1234cd-e123-12fa-a123-abcdefabcdef',
    ],
  ] as const)('of %s is not hashed', (name, value, text) => {
    expect(identifier(name, value, 2026)).toEqual({ text })
  })

  test('that is hashed already stays the same, in lower case', () => {
    const digest = hash('sha256', 'ada@example.com')
    expect(identifier('email', digest.toUpperCase(), 2026)).toEqual({ text: digest })
    expect(identifier('fn', ` ${digest} `, 2026)).toEqual({ text: digest })
  })

  test.each([
    ['email', 'ada at example.com'],
    ['email', 'ada@localhost'],
    ['phone', '12345'],
    ['phone', 'call me'],
    ['phone', '1234567890123456'],
    ['gen', 'x'],
    ['doby', '1899'],
    ['doby', '2027'],
    ['dobm', '13'],
    ['dobm', 'July'],
    ['dobd', '32'],
    ['fn', '—'],
    ['zip', '?'],
    ['country', 'USA'],
    ['madid', '00000000-0000-0000-0000-000000000000'],
    ['madid', '1234'],
  ] as const)(
    'of %s that has no such form is refused with a reason that does not show it: %j',
    (name, value) => {
      const found = identifier(name satisfies FieldName, value, 2026)
      expect(found).toEqual({ problem: expect.stringMatching(/^(is|has) /) })
      expect(JSON.stringify(found)).not.toContain(value)
    },
  )
})
