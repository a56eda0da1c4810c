import type { HttpResponse, Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { httpAnswer as answer } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { type ImportError, type JobCounts } from '../src/answers.ts'
import { klaviyoReason } from '../src/refusals.ts'
import { importVerdicts, takenCount } from '../src/profiles/import-outcomes.ts'
import { refusedByPlace } from '../src/refused-by-place.ts'

// Each row is an answer from https://developers.klaviyo.com/en/docs/errors_ and the references of the end points
// (read 2026-11-27), or one that users have reported.

const people = [
  { email: 'ada@example.com', external_id: 'c-1' },
  { email: 'ben@example.com', phone_number: '+15005550006' },
  { email: 'cy@example.com' },
]
const changes = people.map(
  (fields, index) =>
    new BatchChange({
      id: `t${index + 1}`,
      kind: 'added',
      key: [fields.email],
      json: JSON.stringify(fields),
    }),
)

const problem = (code: string, detail: string, pointer?: string) => ({
  id: 'e',
  status: 400,
  code,
  title: 'Invalid input.',
  detail,
  source: pointer === undefined ? {} : { pointer },
})
const refusal = (status: number, ...errors: unknown[]) => answer(status, { errors })

describe('the reason of a refusal', () => {
  test.each<[string, HttpResponse, ReturnType<typeof klaviyoReason>]>([
    [
      'has its code and the field that the pointer ends in',
      refusal(400, problem('invalid', 'Invalid email address', '/data/attributes/email')),
      { message: 'Invalid email address', vendorCode: 'invalid', field: 'email' },
    ],
    [
      'has no field where the pointer is the whole',
      refusal(409, problem('duplicate_profile', 'A profile already exists.', '/data/attributes')),
      { message: 'A profile already exists.', vendorCode: 'duplicate_profile' },
    ],
    [
      'has the title where there is no detail',
      refusal(400, problem('invalid', '')),
      { message: 'Invalid input.', vendorCode: 'invalid' },
    ],
    ['is the text of a proxy', answer(502, '<html>Bad gateway'), { message: '<html>Bad gateway' }],
    [
      'is the status where there is nothing',
      answer(403),
      { message: 'Status 403 without a reason.' },
    ],
  ])('%s', (_name, response, expected) => {
    expect(klaviyoReason(response)).toEqual(expected)
  })
})

const counts = (total: number, completed: number, failed: number): JobCounts => ({
  status: 'complete',
  total_count: total,
  completed_count: completed,
  failed_count: failed,
  skipped_count: 0,
})

describe('the counts of a job', () => {
  test.each<[string, JobCounts, number | undefined]>([
    ['all taken', counts(3, 3, 0), 3],
    ['the failed ones apart', counts(3, 2, 1), 2],
    ['the failed ones among the completed', counts(3, 3, 1), 2],
    ['all failed', counts(3, 0, 3), 0],
    ['fewer than were sent', counts(2, 2, 0), undefined],
    ['more than were sent', counts(4, 4, 0), undefined],
    ['some neither completed nor failed', counts(3, 1, 1), undefined],
    ['nothing counted', counts(3, 0, 0), undefined],
  ])('%s', (_name, told, expected) => {
    expect(takenCount(told, 3)).toBe(expected)
  })
})

const error = (
  original_payload: Record<string, unknown> | null,
  pointer: string | null = '/data',
  detail = 'No.',
): ImportError => ({
  code: 'invalid',
  title: 'Invalid',
  detail,
  source: { pointer },
  original_payload,
})

describe('an import error', () => {
  test.each<[string, ImportError, string | undefined]>([
    ['is about the profile whose email it repeats', error({ email: 'ben@example.com' }), 't2'],
    ['whatever its case', error({ email: 'BEN@Example.com' }), 't2'],
    ['or whose external id', error({ external_id: 'c-1' }), 't1'],
    ['or whose phone number', error({ phone_number: '+15005550006' }), 't2'],
    [
      'with its attributes apart',
      error({ type: 'profile', attributes: { email: 'cy@example.com' } }),
      't3',
    ],
    [
      'whatever place it points at',
      error({ email: 'ben@example.com' }, '/data/attributes/profiles/data/0/attributes/email'),
      't2',
    ],
    [
      'else the profile at the place',
      error(null, '/data/attributes/profiles/data/1/attributes/phone_number'),
      't2',
    ],
    ['and about none where it names somebody else', error({ email: 'x@example.com' }), undefined],
    [
      'whatever place that points at',
      error({ email: 'x@example.com' }, '/data/attributes/profiles/data/0'),
      undefined,
    ],
    ['or nobody', error(null, null), undefined],
    ['or a place that was not sent', error({}, '/data/attributes/profiles/data/9'), undefined],
  ])('%s', (_name, one, expected) => {
    expect(importVerdicts(changes, [one], 'email').map(({ at }) => at)).toEqual(
      expected ? [expected] : [],
    )
  })

  test('rejects its record with the reason, the code and the field', () => {
    const pointer = '/data/attributes/profiles/data/1/attributes/phone_number'
    const [verdict] = importVerdicts(changes, [error(null, pointer, 'Not a number.')], 'email')
    expect(changes[1] && verdict?.outcome(changes[1])).toEqual({
      id: 't2',
      status: 'rejected',
      code: 'REV_RECORD_REJECTED',
      message: 'Not a number.',
      vendorCode: 'invalid',
      field: 'phone_number',
    } satisfies Outcome)
  })

  test('is about the record that was matched so, where two records share another identifier', () => {
    const twins = ['a', 'b'].map((externalId) => {
      const json = JSON.stringify({ external_id: externalId, email: 'ada@example.com' })
      return new BatchChange({ id: externalId, kind: 'added', key: [externalId], json })
    })
    const about = (payload: Record<string, unknown>) =>
      importVerdicts(twins, [error(payload)], 'external_id').map(({ at: id }) => id)
    expect(about({ external_id: 'a', email: 'ada@example.com' })).toEqual(['a'])
    expect(about({ email: 'ada@example.com' })).toEqual([])
  })

  test('counts once for a record that has several', () => {
    const both = [error({ email: 'ben@example.com' }), error({ phone_number: '+15005550006' })]
    expect(importVerdicts(changes, both, 'email')).toHaveLength(1)
  })
})

const at = (place: number, field = 'email') =>
  problem('invalid', `Bad ${field}.`, `/data/attributes/profiles/data/${place}/attributes/${field}`)

describe('a refused request names', () => {
  test('records by their place, with the reason, the code and the field', () => {
    expect(Object.fromEntries(refusedByPlace(refusal(400, at(0), at(2, 'phone_number'))))).toEqual({
      0: { message: 'Bad email.', vendorCode: 'invalid', field: 'email' },
      2: { message: 'Bad phone_number.', vendorCode: 'invalid', field: 'phone_number' },
    })
  })

  test('events too, deep in their request', () => {
    const pointer =
      '/data/attributes/events-bulk-create/data/4/attributes/events/data/0/attributes/time'
    expect([...refusedByPlace(refusal(400, problem('invalid', 'Bad time.', pointer)))]).toEqual([
      [4, { message: 'Bad time.', vendorCode: 'invalid', field: 'time' }],
    ])
  })

  test('a record that has no form at all without a field', () => {
    const one = problem('invalid', 'Who?', '/data/attributes/profiles/data/1')
    expect([...refusedByPlace(refusal(400, one))]).toEqual([
      [1, { message: 'Who?', vendorCode: 'invalid' }],
    ])
  })

  test('the first reason of a record', () => {
    expect(refusedByPlace(refusal(400, at(1), at(1, 'phone_number'))).get(1)?.field).toBe('email')
  })

  test.each<[string, HttpResponse]>([
    ['the list', refusal(400, problem('invalid', 'No list.', '/data/relationships/lists'))],
    ['nothing', refusal(400, problem('invalid', 'No.'))],
    ['a record and the whole', refusal(400, at(0), problem('invalid', 'No.', '/data'))],
    ['a record with a status that is no 400', refusal(403, at(0))],
    ['nobody, in a page of a proxy', answer(400, '<html>')],
  ])('no record where it points at %s', (_name, response) => {
    expect(refusedByPlace(response).size).toBe(0)
  })
})
