import type { HttpResponse, Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { httpAnswer as answer } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { brazeReason } from '../src/answers.ts'
import { checkValues } from '../src/attribute-value.ts'
import { keyOf, setOf, toIdentifiers } from '../src/identifiers.ts'
import { outcomesOf } from '../src/track-objects.ts'

// Each row is an answer from https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ and
// https://www.braze.com/docs/api/errors/ (read 2026-11-27), or one that users have reported.

const changes = [1, 2, 3].map(
  (number) =>
    new BatchChange({ id: `t${number}`, kind: 'added', key: [number], json: `{"n":${number}}` }),
)

const show = (outcome: Outcome): string =>
  outcome.status === 'rejected'
    ? `rejected ${outcome.field ?? ''} ${outcome.message}`
    : outcome.status
const outcomes = (body: unknown, status = 201) =>
  outcomesOf('attributes', changes, answer(status, body)).map(show)
const error = (index: unknown, type = "'dob' is not valid", input_array = 'attributes') => ({
  type,
  input_array,
  index,
})
const no = "rejected dob 'dob' is not valid"
const success = { message: 'success' }

describe('an answer to users/track', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['takes all', { ...success, attributes_processed: 3 }, ['ok', 'ok', 'ok']],
    ['takes all without a count', success, ['ok', 'ok', 'ok']],
    ['queues all', { message: 'queued' }, ['ok', 'ok', 'ok']],
    [
      'leaves one out',
      { ...success, attributes_processed: 2, errors: [error(1)] },
      ['ok', no, 'ok'],
    ],
    ['leaves one out without a count', { ...success, errors: [error(1)] }, ['ok', no, 'ok']],
    [
      'leaves one out without a message',
      { attributes_processed: 2, errors: [error(1)] },
      ['ok', no, 'ok'],
    ],
    [
      'gives two reasons for one',
      { ...success, attributes_processed: 2, errors: [error(1), error(1, 'No.')] },
      ['ok', no, 'ok'],
    ],
    [
      'counts one more than it may',
      { ...success, attributes_processed: 3, errors: [error(1)] },
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'counts fewer than were sent',
      { ...success, attributes_processed: 2 },
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'names an object that was not sent',
      { ...success, errors: [error(7)] },
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'names an object of another array',
      { ...success, errors: [error(1, 'No.', 'events')] },
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'has an error that names nothing',
      { ...success, errors: ['Something is wrong.'] },
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'has an error with a place that is none',
      { ...success, errors: [error(-1)] },
      ['unknown', 'unknown', 'unknown'],
    ],
    ['says something else', { message: 'maybe' }, ['unknown', 'unknown', 'unknown']],
    ['says nothing', {}, ['unknown', 'unknown', 'unknown']],
    ['says no in its own way', { success: false }, ['unknown', 'unknown', 'unknown']],
  ])('that %s', (_name, body, expected) => {
    expect(outcomes(body)).toEqual(expected)
  })

  test.each<[string, number, unknown, string]>([
    ['a list in place of an object', 201, [], 'unknown'],
    ['null', 200, null, 'unknown'],
    ['a fatal error', 400, { message: 'Max input length exceeded' }, 'rejected'],
    ['a key that is not good', 401, { message: 'Invalid API key' }, 'auth'],
    ['a plan that does not have it', 403, { message: 'Forbidden' }, 'auth'],
    ['a limit', 429, { message: 'You have exceeded your rate limit' }, 'throttled'],
    ['a failure', 500, '<html>', 'unknown'],
  ])('that is %s speaks of the whole request', (_name, status, body, delivery) => {
    expect(() => outcomes(body, status)).toThrow(expect.objectContaining({ delivery }))
  })
})

describe('the reason of a refusal', () => {
  test.each<[string, HttpResponse, ReturnType<typeof brazeReason>]>([
    [
      'is that of the catalogs, with its code',
      answer(400, {
        errors: [{ id: 'invalid-fields', message: 'Some fields do not exist', parameters: ['id'] }],
        message: 'Invalid Request',
      }),
      { message: 'Some fields do not exist', vendorCode: 'invalid-fields' },
    ],
    ['is the message', answer(400, { message: 'No.' }), { message: 'No.' }],
    ['is the text of a proxy', answer(502, 'Bad gateway'), { message: 'Bad gateway' }],
  ])('%s', (_name, response, expected) => {
    expect(brazeReason(response)).toEqual(expected)
  })
})

describe('values that Braze would take and not keep', () => {
  test.each([
    ['a text of 256 characters', { about: 'x'.repeat(256) }, 'REV_VALUE_TOO_LONG'],
    ['such a text in a list', { about: ['x'.repeat(256)] }, 'REV_VALUE_TOO_LONG'],
    ['a null in a list', { about: ['x', null] }, 'REV_VALUE_INVALID'],
    ['a null in an object', { about: { a: { b: null } } }, 'REV_VALUE_INVALID'],
    ['a name of 256 characters', { ['x'.repeat(256)]: 1 }, 'REV_VALUE_INVALID'],
    ['a name that begins with a dollar', { $about: 1 }, 'REV_VALUE_INVALID'],
  ])('are refused: %s', (_name, values, code) => {
    expect(() => checkValues(values)).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    ['null, which takes the attribute away', { about: null }],
    ['255 characters, whatever their bytes', { about: '👩'.repeat(255) }],
    ['the address of a picture', { image_url: `https://example.com/${'x'.repeat(256)}` }],
    ['lists and objects', { about: [{ a: 1, b: [true] }] }],
  ])('are not: %s', (_name, values) => {
    expect(() => checkValues(values)).not.toThrow()
  })
})

describe('a user', () => {
  test.each([
    ['an external id', { external_id: 7, email: 'a@example.com' }, { external_id: '7' }],
    [
      'an alias, which needs both its parts',
      { alias_name: 'x', alias_label: 'y', email: 'a@example.com' },
      { user_alias: { alias_name: 'x', alias_label: 'y' } },
    ],
    [
      'an email, where the alias is half',
      { alias_name: 'x', email: 'a@example.com' },
      { email: 'a@example.com' },
    ],
    ['a phone number', { external_id: '', phone: '+15005550006' }, { phone: '+15005550006' }],
  ])('is known by %s', (_name, fields, expected) => {
    expect(toIdentifiers(setOf(fields) ?? [], fields)).toEqual(expected)
  })

  test('is known by nothing where every identifier is empty', () => {
    expect(setOf({ external_id: ' ', email: null })).toBeUndefined()
  })

  test('is the same whatever the case of the email, and of nothing else', () => {
    expect(keyOf(['email'], { email: 'A@example.com' })).toBe(
      keyOf(['email'], { email: 'a@example.com' }),
    )
    expect(keyOf(['external_id'], { external_id: 'A' })).not.toBe(
      keyOf(['external_id'], { external_id: 'a' }),
    )
  })
})
