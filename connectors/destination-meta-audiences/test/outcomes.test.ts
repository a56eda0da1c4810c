import type { HttpResponse, RevError } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { refusedRequest } from '../src/answers/refused-request.ts'
import { openMeta } from './open-meta.ts'
import { refusal } from './simulator.ts'

function errorOf(
  status: number,
  code: number,
  message = 'No.',
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): RevError {
  const text = JSON.stringify(refusal(status, code, message, more).json)
  const response: HttpResponse = {
    status,
    isOk: false,
    headers,
    bytes: Buffer.from(text),
    text: () => text,
    json: () => JSON.parse(text) as never,
  }
  return refusedRequest(response, 'add members')
}

const email = (n: number) => ({ email: `n${n}@example.com` })
const add = { operation: 'add', matchOn: ['email'] } as const

describe('an error of Meta', () => {
  test.each([
    [400, 190, 'REV_AUTH_INVALID', 'auth'],
    [400, 102, 'REV_AUTH_INVALID', 'auth'],
    [403, 200, 'REV_AUTH_SCOPE', 'auth'],
    [400, 294, 'REV_AUTH_SCOPE', 'auth'],
    [400, 10, 'REV_AUTH_SCOPE', 'auth'],
    [400, 3, 'REV_AUTH_SCOPE', 'auth'],
    [400, 4, 'REV_HTTP_THROTTLED', 'throttled'],
    [400, 17, 'REV_HTTP_THROTTLED', 'throttled'],
    [400, 613, 'REV_HTTP_THROTTLED', 'throttled'],
    [400, 80_003, 'REV_HTTP_THROTTLED', 'throttled'],
    [400, 2650, 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 2655, 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 1_487_366, 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 1, 'REV_HTTP_STATUS', 'unknown'],
    [400, 2, 'REV_HTTP_STATUS', 'unknown'],
    [400, 100, 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 105, 'REV_CONFIG_INVALID', 'not-applied'],
    [400, 0, 'REV_HTTP_STATUS', 'rejected'],
  ])('%d with code %d is %s, %s', (status, code, expected, delivery) => {
    expect(errorOf(status, code)).toMatchObject({ code: expected, delivery })
  })

  test.each([
    [1_713_230, 'Audience Manager'],
    [33, 'id of the audience'],
  ])('100 with subcode %d is about the audience and ends the run', (subcode, hint) => {
    const error = errorOf(400, 100, 'Invalid parameter', { error_subcode: subcode })
    expect(error).toMatchObject({ code: 'REV_CONFIG_INVALID', delivery: 'not-applied' })
    expect(error.hint).toContain(hint)
  })

  test('says what Meta tells the user, rather than what it tells the developer', () => {
    const { message } = errorOf(400, 2650, 'Invalid parameter', { error_user_msg: 'Blocked.' })
    expect(message).toContain('Blocked.')
  })

  test('asks for smaller requests where Meta does', () => {
    const words = "Please reduce the amount of data you're asking for, then retry your request"
    expect(errorOf(500, 1, words)).toMatchObject({ delivery: 'too-large' })
  })

  test('that may pass leaves the members for later', () => {
    expect(errorOf(400, 100, 'x', { is_transient: true })).toMatchObject({ delivery: 'unknown' })
  })

  test('that throttles says for how long, where Meta does', () => {
    const uses = [{ type: 'custom_audience', call_count: 100, estimated_time_to_regain_access: 7 }]
    const headers = { 'x-business-use-case-usage': JSON.stringify({ 42: uses }) }
    expect(errorOf(400, 80_003, 'x', {}, headers)).toMatchObject({ afterMs: 420_000 })
    const broken = { 'x-business-use-case-usage': '{"42":[{' }
    expect(errorOf(400, 80_003, 'x', {}, broken).afterMs).toBeUndefined()
  })
})

describe('an answer to a batch', () => {
  test('that receives all of it and calls none invalid is a yes without a word about each', async () => {
    await using pair = await openMeta()
    const outcomes = await pair.meta.write({
      object: pair.audience,
      ...add,
      records: [email(1), email(2)],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'accepted' },
      { status: 'ok', effect: 'accepted' },
    ])
  })

  const external = { operation: 'add', matchOn: ['extern_id'] } as const
  const hidden = { extern_id: 'bad-1234567890-1234567890-1234567890' }

  test('that names all invalid entries rejects those', async () => {
    await using pair = await openMeta({ samplesMax: 5 })
    const records = [{ extern_id: 'a' }, hidden, { extern_id: 'b' }]
    const outcomes = await pair.meta.write({ object: pair.audience, ...external, records })
    expect(outcomes).toMatchObject([
      { effect: 'accepted' },
      { status: 'rejected', message: expect.stringContaining('invalid') },
      { effect: 'accepted' },
    ])
  })

  test('whose samples show a first name that many have rejects nobody for it', async () => {
    await using pair = await openMeta({ samplesMax: 5 })
    const records = [
      { extern_id: 'a', fn: 'Ada' },
      { ...hidden, fn: 'Ada' },
    ]
    const outcomes = await pair.meta.write({ object: pair.audience, ...external, records })
    expect(outcomes).toMatchObject([{ effect: 'accepted' }, { status: 'rejected' }])
  })

  test('that counts invalid entries and does not name them lets the host send halves', async () => {
    await using pair = await openMeta()
    const records = [{ extern_id: 'a' }, hidden, { extern_id: 'b' }]
    const write = { object: pair.audience, ...external }
    await expect(pair.meta.write({ ...write, records })).rejects.toThrow(
      expect.objectContaining({ delivery: 'rejected' }),
    )
    expect(await pair.meta.write({ ...write, records: [hidden] })).toMatchObject([
      { status: 'rejected' },
    ])
    expect(await pair.meta.write({ ...write, records: [{ extern_id: 'a' }] })).toMatchObject([
      { effect: 'accepted' },
    ])
  })

  test.each([
    ['another number', { kind: 'results', how: 'miscounted' }],
    ['nothing', { kind: 'body', text: '{}' }],
    ['an error', { kind: 'body', text: '{"error":{"message":"no","code":1}}' }],
    [
      'another audience',
      { kind: 'body', text: '{"audience_id":"1","num_received":2,"num_invalid_entries":0}' },
    ],
    [
      'no count of invalid ones',
      { kind: 'body', text: '{"audience_id":"23850000001","num_received":2}' },
    ],
  ] as const)('with %s is no yes', async (_what, fault) => {
    await using pair = await openMeta()
    pair.simulator.faults.next(fault, { matching: ({ path }) => path.endsWith('/users') })
    const outcomes = await pair.meta.write({
      object: pair.audience,
      ...add,
      records: [email(1), email(2)],
    })
    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown'])
  })

  test('that says when the account may be asked again is heeded before the next request', async () => {
    await using pair = await openMeta({ regainMinutes: 3 })
    const write = { object: pair.audience, ...add, records: [email(1)] }
    expect(await pair.meta.write(write)).toMatchObject([{ status: 'ok' }])
    const before = pair.simulator.requestCount
    const error: unknown = await pair.meta.write(write).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ delivery: 'throttled' })
    expect((error as RevError).afterMs).toBeGreaterThan(170_000)
    expect(pair.simulator.requestCount).toBe(before)
  })

  test('about a flagged audience ends the run', async () => {
    await using pair = await openMeta()
    Object.assign(pair.simulator.store.audiences[0] ?? {}, { operationStatus: 471 })
    const write = { object: pair.audience, ...add, records: [email(1)] }
    await expect(pair.meta.write(write)).rejects.toThrow(
      expect.objectContaining({
        kind: 'config',
        message: expect.stringContaining('Audience Upload Blocked'),
      }),
    )
  })
})
