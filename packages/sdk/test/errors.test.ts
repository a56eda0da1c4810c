import { expect, test } from 'vitest'
import { authError, configError, errorCodes, errorMessage, RevError } from '../src/index.ts'

test('carries its code, kind, hint, place and cause', () => {
  const cause = new Error('why')
  const place = { file: 'rev.yaml', line: 3, column: 5 }
  const error = new RevError('REV_CONFIG_INVALID', 'Failed to read x.', {
    cause,
    hint: 'Do y.',
    place,
  })
  expect(error).toMatchObject({
    code: 'REV_CONFIG_INVALID',
    kind: 'config',
    hint: 'Do y.',
    place,
    cause,
  })
  expect(error.name).toBe('RevError')
})

test('shows no member that was not given', () => {
  const error = new RevError('REV_INTERNAL', 'x')
  expect('cause' in error).toBe(false)
  expect([error.hint, error.place, error.delivery, error.afterMs]).toEqual(Array(4).fill(undefined))
})

test('the shorthands say what became of the changes', () => {
  expect(authError('No.')).toMatchObject({ code: 'REV_AUTH_INVALID', delivery: 'auth' })
  expect(configError('No.')).toMatchObject({ code: 'REV_CONFIG_INVALID', delivery: undefined })
})

test('every code is in capitals and says what it means in a sentence', () => {
  for (const [code, { what }] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^REV_[A-Z]+(_[A-Z]+)*$/)
    expect(what).toMatch(/^[A-Za-z].*\.$/)
  }
})

test('anything that is thrown has a message, and a short one', () => {
  expect(errorMessage('text')).toBe('text')
  expect(errorMessage(undefined)).toBe('undefined')
  expect(errorMessage(new Error('x'.repeat(100_000)))).toHaveLength(4097)
  expect(errorMessage(Object.create(null))).toBe('an error that cannot be shown')
  const hostile = {
    toString: () => {
      throw new Error('no')
    },
  }
  expect(errorMessage(hostile)).toBe('an error that cannot be shown')
})
