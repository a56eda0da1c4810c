import { expect, test } from 'vitest'
import {
  isRevError,
  outcomeByStatus,
  statusError,
  vendorReason,
  type StatusRules,
} from '../../src/index.ts'
import { answer } from './call.ts'

const change = { id: 'c0' }

test.for<[number, StatusRules, object]>([
  [200, {}, { status: 'ok', effect: 'written' }],
  [
    201,
    { effect: 'created', remoteId: () => '17' },
    { status: 'ok', effect: 'created', remoteId: '17' },
  ],
  [204, {}, { status: 'ok' }],
  [400, {}, { status: 'rejected', code: 'REV_RECORD_REJECTED', message: 'because' }],
  [422, {}, { status: 'rejected', code: 'REV_RECORD_REJECTED' }],
  [404, { notFound: 'no-match' }, { status: 'skipped', reason: 'no-match' }],
  [404, { notFound: 'absent' }, { status: 'ok', effect: 'unchanged' }],
  [410, { notFound: 'absent' }, { status: 'ok', effect: 'unchanged' }],
  [404, { notFound: 'reject' }, { status: 'rejected' }],
  [409, {}, { status: 'rejected', code: 'REV_RECORD_CONFLICT' }],
  [409, { conflict: 'exists' }, { status: 'skipped', reason: 'exists' }],
  [409, { conflict: 'retry' }, { status: 'retry', scope: 'record' }],
  [413, {}, { status: 'rejected', code: 'REV_RECORD_TOO_LARGE' }],
  [423, {}, { status: 'retry', scope: 'record' }],
  [429, {}, { status: 'retry', scope: 'quota' }],
  [408, {}, { status: 'unknown' }],
  [500, {}, { status: 'unknown' }],
  [504, {}, { status: 'unknown' }],
])('%i with %o is %o', ([status, rules, expected]) => {
  const outcome = outcomeByStatus(change, answer(status, { message: 'because' }), rules)
  expect(outcome).toMatchObject({ id: 'c0', ...expected })
})

test.for<[number, object]>([
  [302, { code: 'REV_HTTP_STATUS', delivery: 'unknown' }],
  [401, { code: 'REV_AUTH_INVALID', delivery: 'auth' }],
  [403, { code: 'REV_AUTH_SCOPE', delivery: 'auth' }],
  [404, { code: 'REV_CONFIG_INVALID', delivery: 'not-applied' }],
  [405, { code: 'REV_CONFIG_INVALID', delivery: 'not-applied' }],
  [415, { code: 'REV_HTTP_STATUS', delivery: 'rejected' }],
  [501, { code: 'REV_CONFIG_INVALID', delivery: 'not-applied' }],
])('%i is thrown, for it says nothing about the record', ([status, expected]) => {
  let thrown: unknown
  try {
    outcomeByStatus(change, answer(status, { message: 'because' }))
  } catch (error) {
    thrown = error
  }
  expect(isRevError(thrown)).toBe(true)
  expect(thrown).toMatchObject(expected)
})

test.for<[number, string]>([
  [400, 'rejected'],
  [409, 'rejected'],
  [413, 'too-large'],
  [422, 'rejected'],
  [423, 'throttled'],
  [429, 'throttled'],
  [408, 'unknown'],
  [500, 'unknown'],
  [503, 'unknown'],
])('a whole request refused with %i is %s', ([status, delivery]) => {
  expect(statusError(answer(status))).toMatchObject({ delivery })
})

test.for<[unknown, object]>([
  [{ message: 'No.' }, { message: 'No.' }],
  [{ error: { code: 'E1', message: 'No.' } }, { message: 'No.', vendorCode: 'E1' }],
  [
    { errors: [{ detail: 'First.', code: 'E2' }, { detail: 'Second.' }] },
    { message: 'First.', vendorCode: 'E2' },
  ],
  [
    { error: 'invalid', error_description: 'The value is bad.' },
    { message: 'The value is bad.', vendorCode: 'invalid' },
  ],
  [
    { title: 'Bad', type: 'about:bad' },
    { message: 'Bad', vendorCode: 'about:bad' },
  ],
  [['No.'], { message: 'No.' }],
  [
    { code: 40003, message: 'No.' },
    { message: 'No.', vendorCode: '40003' },
  ],
  ['<html>Bad gateway</html>', { message: '<html>Bad gateway</html>' }],
  ['', { message: 'Status 400 without a reason.' }],
  [{ ok: false }, { message: 'Status 400 without a reason.' }],
  [{ message: { __proto__: null } }, { message: 'Status 400 without a reason.' }],
])('reads the reason of %o', ([body, reason]) => {
  expect(vendorReason(answer(400, body))).toEqual(reason)
})

test('keeps the reason short', () => {
  expect(vendorReason(answer(400, 'x'.repeat(10_000))).message).toHaveLength(501)
})
