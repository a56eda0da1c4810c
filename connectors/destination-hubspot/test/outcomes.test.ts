import type { HttpResponse, Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { httpAnswer as answer } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import type { Sent } from '../src/answers/read-batch-answer.ts'
import type { WriteOperation } from '../src/answers/record-outcome.ts'
import { outcomesOf } from '../src/outcomes.ts'

// Each row is an answer from https://developers.hubspot.com/docs/api-reference/latest/error-handling and the object
// references beside it (read 2026-11-22), or one that users have reported, with where.

const emails = ['ada@example.com', 'ben@example.com', 'cy@example.com']

function sentOf(operation: WriteOperation, count: number): Sent[] {
  return emails.slice(0, count).map((email, index) => {
    const id = `t${index + 1}`
    const json = JSON.stringify({ email })
    const change = new BatchChange({ id, kind: 'added', key: [email], json })
    const named =
      operation === 'create' ? {} : { id: operation === 'update' ? `10${index + 1}` : email }
    const idProperty = operation === 'upsert' ? { idProperty: 'email' } : {}
    return { change, input: { ...named, ...idProperty, objectWriteTraceId: id, properties: {} } }
  })
}

/** An outcome in one line, its parts always in the same order. */
function show(outcome: Outcome): string {
  const parts = { ...outcome } as Readonly<Record<string, string | undefined>>
  return [
    'status',
    'effect',
    'reason',
    'code',
    'remoteId',
    'scope',
    'message',
    'vendorCode',
    'field',
  ]
    .flatMap((name) => parts[name] ?? [])
    .join(' ')
}

const outcomes = (operation: WriteOperation, count: number, response: HttpResponse) =>
  outcomesOf(operation, sentOf(operation, count), response).map((outcome) => [
    outcome.id,
    show(outcome),
  ])

const result = (id: string, more: Record<string, unknown> = {}) => ({ id, properties: {}, ...more })
const traced = (id: string, trace: string, more: Record<string, unknown> = {}) =>
  result(id, { objectWriteTraceId: trace, ...more })
const complete = (results: unknown[], errors?: unknown[]) => ({
  status: 'COMPLETE',
  results,
  ...(errors ? { numErrors: errors.length, errors } : {}),
})
const error = (category: string, message: string, context: Record<string, string[]> = {}) => ({
  status: 'error',
  category,
  message,
  context,
})
const why = (message: string) => ({ status: 'error', category: 'VALIDATION_ERROR', message })
// What the SDK says where an answer does not account for a change.
const unsaid: unknown = expect.stringMatching(
  /^unknown REV_OUTCOME_UNKNOWN The destination answered for \d of \d records\.$/,
)
const notFound = 'Could not get some CONTACT objects, they may be deleted or not exist.'

describe('an answer for each record', () => {
  test('upsert 200: created or updated, by trace id and in any order', () => {
    const body = complete([
      traced('12', 't2', { new: false }),
      traced('13', 't3'),
      traced('11', 't1', { new: true }),
    ])
    expect(outcomes('upsert', 3, answer(200, body))).toEqual([
      ['t1', 'ok created 11'],
      ['t2', 'ok updated 12'],
      ['t3', 'ok written 13'],
    ])
  })

  test('upsert 200 without trace ids: found by the match value, whatever its case', () => {
    const body = complete([
      { id: '12', new: true, properties: { email: 'ben@example.com' } },
      { id: '11', new: true, properties: { email: 'ADA@example.com' } },
    ])
    expect(outcomes('upsert', 2, answer(200, body))).toEqual([
      ['t1', 'ok created 11'],
      ['t2', 'ok created 12'],
    ])
  })

  test('update 200 without trace ids: found by record id', () => {
    const body = complete([result('102'), result('101')])
    expect(outcomes('update', 2, answer(200, body))).toEqual([
      ['t1', 'ok updated 101'],
      ['t2', 'ok updated 102'],
    ])
  })

  test('create 207 as documented: the error has a trace id, the results have none', () => {
    const message =
      'Property values were not valid: [{"isValid":false,"message":"Property \\"missing\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"missing","localizedErrorMessage":"Property \\"missing\\" does not exist","portalId":891936587}]'
    const body = complete(
      [result('1145814089')],
      [error('VALIDATION_ERROR', message, { objectWriteTraceId: ['t2'] })],
    )
    expect(outcomes('create', 2, answer(207, body))).toEqual([
      ['t1', 'ok created 1145814089'],
      [
        't2',
        'rejected REV_RECORD_REJECTED Property "missing" does not exist PROPERTY_DOESNT_EXIST missing',
      ],
    ])
  })

  test('create 201 without trace ids: as many new records as changes, but whose is which is not told', () => {
    const body = complete([result('1'), result('2')])
    expect(outcomes('create', 2, answer(201, body))).toEqual([
      ['t1', 'ok created'],
      ['t2', 'ok created'],
    ])
  })

  test('create 207, there already: left alone', () => {
    const context = { objectWriteTraceId: ['t1'], existingId: ['171591000198'] }
    const conflict = error('CONFLICT', 'Contact already exists. Existing ID: 171591000198', context)
    const body = complete([traced('2', 't2')], [conflict])
    expect(outcomes('create', 2, answer(207, body))).toEqual([
      ['t1', 'skipped exists'],
      ['t2', 'ok created 2'],
    ])
  })

  test('update 207, not there: the error names the record by its id', () => {
    const body = complete([result('102')], [error('OBJECT_NOT_FOUND', notFound, { ids: ['101'] })])
    expect(outcomes('update', 2, answer(207, body))).toEqual([
      ['t1', 'skipped no-match'],
      ['t2', 'ok updated 102'],
    ])
  })

  test('update 207, several not there: each is named by its id', () => {
    const body = complete(
      [result('102')],
      [error('OBJECT_NOT_FOUND', notFound, { ids: ['103', '101'] })],
    )
    expect(outcomes('update', 3, answer(207, body))).toEqual([
      ['t1', 'skipped no-match'],
      ['t2', 'ok updated 102'],
      ['t3', 'skipped no-match'],
    ])
  })

  test('update 207, not there, with an empty id: the one change without an answer', () => {
    const body = complete([result('102')], [error('OBJECT_NOT_FOUND', notFound, { ids: [''] })])
    expect(outcomes('update', 2, answer(207, body))).toEqual([
      ['t1', 'skipped no-match'],
      ['t2', 'ok updated 102'],
    ])
  })

  test('upsert 207 with details in errors', () => {
    const detail = {
      message: 'discount was not a valid number',
      code: 'INVALID_INTEGER',
      context: { propertyName: ['discount'] },
    }
    const invalid = {
      ...error('VALIDATION_ERROR', 'invalid', { objectWriteTraceId: ['t1'] }),
      errors: [detail],
    }
    expect(outcomes('upsert', 1, answer(207, complete([], [invalid])))).toEqual([
      [
        't1',
        'rejected REV_RECORD_REJECTED discount was not a valid number INVALID_INTEGER discount',
      ],
    ])
  })

  test('one error may be about several records', () => {
    const invalid = error('VALIDATION_ERROR', 'no', { objectWriteTraceId: ['t1', 't2'] })
    expect(outcomes('upsert', 2, answer(207, complete([], [invalid])))).toEqual([
      ['t1', 'rejected REV_RECORD_REJECTED no VALIDATION_ERROR'],
      ['t2', 'rejected REV_RECORD_REJECTED no VALIDATION_ERROR'],
    ])
  })

  test.each([
    ['CONFLICT', 'rejected REV_RECORD_CONFLICT why CONFLICT'],
    ['OBJECT_NOT_FOUND', 'rejected REV_RECORD_REJECTED why OBJECT_NOT_FOUND'],
    ['RATE_LIMITS', 'retry REV_RECORD_TRANSIENT quota why'],
    ['INTERNAL_ERROR', 'unknown REV_OUTCOME_UNKNOWN why'],
    ['SOMETHING_NEW', 'rejected REV_RECORD_REJECTED why SOMETHING_NEW'],
  ])('the category %s of an upsert', (category, expected) => {
    const body = complete([], [error(category, 'why', { objectWriteTraceId: ['t1'] })])
    expect(outcomes('upsert', 1, answer(207, body))).toEqual([['t1', expected]])
  })
})

describe('an answer that does not fit', () => {
  test.each([
    ['no results and no errors', complete([], [])],
    ['no results', complete([])],
    ['null', null],
    ['an empty list', []],
    ['a result without anything', complete([{}, {}])],
    ['the same result twice, nameless', complete([result('1'), result('1')])],
    ['an error that is about nobody', complete([], [error('VALIDATION_ERROR', 'no')])],
  ])('%s: nothing is known of any record', (_name, body) => {
    expect(outcomes('create', 2, answer(200, body))).toEqual([
      ['t1', unsaid],
      ['t2', unsaid],
    ])
  })

  test('a result is missing: its record alone is unknown', () => {
    expect(outcomes('upsert', 2, answer(200, complete([traced('1', 't1')])))).toEqual([
      ['t1', 'ok written 1'],
      ['t2', unsaid],
    ])
  })

  test('one result stands twice in the place of another: the other is unknown', () => {
    const body = complete([traced('1', 't1'), traced('1', 't1')])
    expect(outcomes('upsert', 2, answer(200, body))).toEqual([
      ['t1', 'ok written 1'],
      ['t2', unsaid],
    ])
  })

  test('a record was written and refused: the error wins', () => {
    const body = complete(
      [traced('1', 't1')],
      [error('VALIDATION_ERROR', 'no', { objectWriteTraceId: ['t1'] })],
    )
    expect(outcomes('upsert', 1, answer(207, body))).toEqual([
      ['t1', 'rejected REV_RECORD_REJECTED no VALIDATION_ERROR'],
    ])
  })

  test.each([
    ['result', complete([traced('1', 't1'), traced('9', 'other')])],
    [
      'error',
      complete([traced('1', 't1')], [error('CONFLICT', 'x', { objectWriteTraceId: ['other'] })]),
    ],
  ])('a %s of another request: nothing of it is believed', (_name, body) => {
    expect(outcomes('upsert', 1, answer(207, body))).toEqual([['t1', unsaid]])
  })

  test('a 202 says nothing about records', () => {
    expect(outcomes('upsert', 1, answer(202, ''))).toEqual([
      ['t1', 'unknown REV_OUTCOME_UNKNOWN HubSpot answered 202, which says nothing about records.'],
    ])
  })
})

describe('a refusal of the whole batch', () => {
  test('400 without a category is a no to a change that was alone, and no reason to ask again', () => {
    expect(outcomes('upsert', 1, answer(400, { message: 'no' }))).toEqual([
      ['t1', 'rejected REV_RECORD_REJECTED no UNKNOWN'],
    ])
  })

  const duplicate = {
    status: 'error',
    message: 'Duplicate IDs found in batch input: [12877907025]. IDs must be unique',
    context: { ids: ['12877907025'] },
    category: 'VALIDATION_ERROR',
  }
  const conflict = {
    status: 'error',
    message: 'Contact already exists. Existing ID: 551',
    category: 'CONFLICT',
  }

  test.each([
    [400, duplicate],
    [409, conflict],
    [400, ''],
  ])('%i: wrote nothing, so the host may split the batch', (status, body) => {
    expect(() => outcomesOf('upsert', sentOf('upsert', 2), answer(status, body))).toThrow(
      expect.objectContaining({ delivery: 'rejected' }),
    )
  })

  test('409 for a single record is about that record', () => {
    expect(outcomes('upsert', 1, answer(409, conflict))).toEqual([
      ['t1', 'rejected REV_RECORD_CONFLICT Contact already exists. Existing ID: 551 CONFLICT'],
    ])
    expect(outcomes('create', 1, answer(409, conflict))).toEqual([['t1', 'skipped exists']])
  })

  test('400 for a single record is about that record', () => {
    const body = error('VALIDATION_ERROR', 'Email address x is invalid')
    expect(outcomes('upsert', 1, answer(400, body))).toEqual([
      ['t1', 'rejected REV_RECORD_REJECTED Email address x is invalid VALIDATION_ERROR'],
    ])
  })

  const scopes = {
    status: 'error',
    category: 'MISSING_SCOPES',
    message: "This app hasn't been granted all required scopes to make this call.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: ['crm.objects.contacts.write'] },
      },
    ],
  }
  test.each([
    [
      400,
      why('Unable to perform update/upsert by non-unique 0-2 property domain'),
      'REV_CONFIG_INVALID',
      undefined,
      /domain/,
    ],
    [400, why('Unable to infer object type from: kars'), 'REV_CONFIG_INVALID', undefined, /kars/],
    [401, why('no'), 'REV_AUTH_INVALID', 'auth', /401/],
    [403, scopes, 'REV_AUTH_SCOPE', 'auth', /crm\.objects\.contacts\.write/],
    [404, why('no'), 'REV_CONFIG_INVALID', 'not-applied', /404/],
    [418, '<html>', 'REV_HTTP_STATUS', 'rejected', /418/],
  ])('%i %j ends the batch with %s', (status, body, code, delivery, message) => {
    const act = () => outcomesOf('upsert', sentOf('upsert', 2), answer(status, body))
    expect(act).toThrow(message)
    expect(act).toThrow(expect.objectContaining({ code, delivery }))
  })

  test.each([
    ['3600', 3_600_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('477 while the account moves, Retry-After %s', (header, afterMs) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header }
    const act = () => outcomesOf('upsert', sentOf('upsert', 2), answer(477, '', headers))
    const expected = { code: 'REV_HTTP_THROTTLED', delivery: 'throttled', afterMs }
    expect(act).toThrow(expect.objectContaining(expected))
  })
})
