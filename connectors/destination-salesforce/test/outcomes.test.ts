import type { OperationName, Outcome } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { httpAnswer as answer } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { refusedRequest } from '../src/answers/refused-request.ts'
import { readJobError } from '../src/answers/vendor-error.ts'
import { readResults } from '../src/collections/read-results.ts'
import { errorOutcome } from '../src/outcomes.ts'
import { settleBulk } from '@revetl/sdk'

// Status codes: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_calls_concepts_core_data_objects.htm
// and https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html (read 2026-11-27)

const change = new BatchChange({ id: 'c1', kind: 'added', key: [1], json: '{}' })
const why = (code: string, message = 'Why.', fields: readonly string[] = []) => ({
  code,
  message,
  fields,
})

/** An outcome in one line, its parts always in the same order. */
function show(outcome: Outcome): string {
  const parts = { ...outcome } as Readonly<Record<string, string | undefined>>
  const names = ['status', 'effect', 'reason', 'code', 'scope', 'vendorCode', 'field', 'remoteId']
  return names.flatMap((name) => parts[name] ?? []).join(' ')
}

const said = (operation: OperationName, error: ReturnType<typeof why>) =>
  show(errorOutcome({ operation, matchField: 'External_Id__c' }, change, error))

describe('an error about one record', () => {
  test.each([
    'UNABLE_TO_LOCK_ROW',
    'SERVER_UNAVAILABLE',
    'REQUEST_RUNNING_TOO_LONG',
    'QUERY_TIMEOUT',
    'UNKNOWN_EXCEPTION',
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'PROCESSING_HALTED',
  ])('%s: this record alone is sent again', (code) => {
    for (const operation of ['create', 'update', 'upsert', 'delete'] as const) {
      expect(said(operation, why(code))).toBe('retry REV_RECORD_TRANSIENT record')
    }
  })

  test.each([
    'execution of AfterUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access',
    'Score: System.LimitException: Apex CPU time limit exceeded',
    'System.LimitException: Too many SOQL queries: 101',
  ])('a trigger that ran into a lock or a limit: the record is sent again: %s', (message) => {
    const error = why('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)
    expect(said('upsert', error)).toBe('retry REV_RECORD_TRANSIENT record')
  })

  test.each([
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', ['Name'], 'REV_RECORD_REJECTED'],
    ['REQUIRED_FIELD_MISSING', ['LastName'], 'REV_RECORD_REJECTED'],
    ['STRING_TOO_LONG', ['Name'], 'REV_VALUE_TOO_LONG'],
    ['INVALID_EMAIL_ADDRESS', ['Email'], 'REV_RECORD_REJECTED'],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ['Industry'], 'REV_RECORD_REJECTED'],
    ['INSUFFICIENT_ACCESS_OR_READONLY', [], 'REV_RECORD_REJECTED'],
    ['DUPLICATES_DETECTED', [], 'REV_RECORD_CONFLICT'],
    ['DUPLICATE_EXTERNAL_ID', [], 'REV_RECORD_CONFLICT'],
    ['DUPLICATE_VALUE', [], 'REV_RECORD_CONFLICT'],
    ['INVALID_CROSS_REFERENCE_KEY', ['AccountId'], 'REV_RECORD_REJECTED'],
    ['INVALID_FIELD', [], 'REV_RECORD_REJECTED'],
    ['A_CODE_OF_NEXT_YEAR', [], 'REV_RECORD_REJECTED'],
  ] as const)('%s: rejected with its code and field', (code, fields, ours) => {
    const [field] = fields
    const expected = ['rejected', ours, code, ...(field === undefined ? [] : [field])].join(' ')
    expect(said('upsert', why(code, 'Why.', fields))).toBe(expected)
  })

  test('REQUEST_LIMIT_EXCEEDED and a full org are not the fault of the record', () => {
    expect(said('upsert', why('REQUEST_LIMIT_EXCEEDED'))).toBe('retry REV_RECORD_TRANSIENT quota')
    expect(said('upsert', why('STORAGE_LIMIT_EXCEEDED'))).toBe('retry REV_RECORD_TRANSIENT batch')
  })

  test.each([
    ['delete', 'ENTITY_IS_DELETED', 'ok unchanged'],
    ['delete', 'INVALID_CROSS_REFERENCE_KEY', 'ok unchanged'],
    ['update', 'ENTITY_IS_DELETED', 'skipped no-match'],
    [
      'update',
      'INVALID_CROSS_REFERENCE_KEY',
      'rejected REV_RECORD_REJECTED INVALID_CROSS_REFERENCE_KEY',
    ],
    ['upsert', 'ENTITY_IS_DELETED', 'rejected REV_RECORD_REJECTED ENTITY_IS_DELETED'],
  ] as const)('a record that is gone: %s, %s: %s', (operation, code, expected) => {
    expect(said(operation, why(code))).toBe(expected)
  })

  test('a create of what is there is skipped, by the match field alone', () => {
    const there = 'duplicate value found: External_Id__c duplicates value on record with id: 001'
    expect(said('create', why('DUPLICATE_VALUE', there))).toBe('skipped exists')
    expect(said('create', why('DUPLICATE_VALUE', 'Why.', ['External_Id__c']))).toBe(
      'skipped exists',
    )
    const other = 'duplicate value found: Tax_Id__c duplicates value on record with id: 001'
    expect(said('create', why('DUPLICATE_VALUE', other))).toBe(
      'rejected REV_RECORD_CONFLICT DUPLICATE_VALUE',
    )
  })
})

describe('sf__Error', () => {
  test.each([
    [
      'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 001:--',
      why(
        'UNABLE_TO_LOCK_ROW',
        'unable to obtain exclusive access to this record or 1 records: 001',
      ),
    ],
    [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
      why('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']),
    ],
    [
      'INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create:A__c, B__c --',
      why('INVALID_FIELD_FOR_INSERT_UPDATE', 'Unable to create', ['A__c', 'B__c']),
    ],
    [
      'FIELD_CUSTOM_VALIDATION_EXCEPTION:One:\ntwo:--',
      why('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'One:\ntwo'),
    ],
    ['STRING_TOO_LONG:too long', why('STRING_TOO_LONG', 'too long')],
    ['Something went wrong', why('UNKNOWN', 'Something went wrong')],
    ['', why('UNKNOWN', 'no reason')],
  ])('%j is read as it is meant', (text, expected) => {
    expect(readJobError(text)).toEqual(expected)
  })
})

const yes = (id: string, created?: boolean) => ({ id, success: true, errors: [], created })
const no = {
  success: false,
  errors: [{ statusCode: 'STRING_TOO_LONG', message: 'Why.', fields: [] }],
}

describe('a collection', () => {
  const rows = ['c1', 'c2', 'c3'].map((id) => ({
    id,
    change: new BatchChange({ id, kind: 'added', key: [id], json: '{}' }),
    match: id,
    values: {},
  }))
  const outcomes = (body: unknown) =>
    settleBulk(
      rows,
      readResults({ operation: 'upsert', matchField: 'External_Id__c' }, rows, answer(200, body)),
    ).map(show)
  const unsaid = 'unknown REV_OUTCOME_UNKNOWN'

  test('tells of each record in its place', () => {
    expect(outcomes([yes('001', true), no, yes('003', false)])).toEqual([
      'ok created 001',
      'rejected REV_VALUE_TOO_LONG STRING_TOO_LONG',
      'ok updated 003',
    ])
  })

  test.each([
    ['a result is missing', [yes('001'), yes('002')]],
    ['there is one too many', [yes('001'), yes('002'), yes('003'), yes('004')]],
    ['one stands twice', [yes('001'), yes('002'), yes('001')]],
    ['there is none', []],
    ['there is no list', { ok: true }],
    ['it is null', null],
  ])('is not believed where %s', (_what, body) => {
    expect(outcomes(body)).toEqual([unsaid, unsaid, unsaid])
  })

  test('says yes only with success and without errors', () => {
    const odd = [{ id: '001' }, { success: true, errors: [{}] }, { success: 'true', errors: [] }]
    expect(outcomes(odd)).toEqual([unsaid, unsaid, unsaid])
  })
})

const refused = (status: number, errorCode?: string, message = 'Why.') =>
  refusedRequest(answer(status, errorCode === undefined ? '<html>' : [{ errorCode, message }]), 'x')

describe('a refused request', () => {
  test.each([
    [401, 'INVALID_SESSION_ID', 'REV_AUTH_INVALID', 'auth'],
    [403, 'INSUFFICIENT_ACCESS', 'REV_AUTH_SCOPE', 'auth'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'REV_HTTP_THROTTLED', 'throttled'],
    [404, 'NOT_FOUND', 'REV_CONFIG_INVALID', 'not-applied'],
    [405, 'METHOD_NOT_ALLOWED', 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 'INVALID_TYPE', 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 'JSON_PARSER_ERROR', 'REV_RECORD_REJECTED', 'rejected'],
    [400, 'INVALIDJOBSTATE', 'REV_RECORD_REJECTED', 'rejected'],
    [409, 'CONFLICT', 'REV_RECORD_REJECTED', 'rejected'],
    [415, undefined, 'REV_HTTP_STATUS', 'rejected'],
    [202, undefined, 'REV_HTTP_STATUS', 'unknown'],
  ] as const)('%d %s is %s, %s', (status, code, ours, delivery) => {
    expect(refused(status, code)).toMatchObject({ code: ours, delivery })
  })

  test('a column that the org does not have is the fault of the sync', () => {
    const error = refused(400, 'INVALID_FIELD', "No such column 'X__c' on sobject of type Account")
    expect(error).toMatchObject({ code: 'REV_CONFIG_INVALID', kind: 'config' })
  })

  test('the day that is used up is not asked for again before a quarter of an hour', () => {
    expect(refused(403, 'REQUEST_LIMIT_EXCEEDED').afterMs).toBe(900_000)
  })
})
