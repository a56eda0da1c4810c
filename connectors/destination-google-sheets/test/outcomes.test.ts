import type { HttpResponse, RevError } from '@revetl/sdk'
import { describe, expect, test } from 'vitest'
import { refusedRequest } from '../src/refused-request.ts'
import { refusal } from './simulator/refusal.ts'
import { openSheets } from './open-sheets.ts'

const upsert = {
  object: 'people',
  operation: 'upsert',
  matchOn: ['id'],
  records: [
    { id: 1, name: 'Ada' },
    { id: 2, name: 'Ben' },
  ],
} as const
const tabs = { people: ['id', 'name'] }

const isWrite = ({ path }: { path: string }) => path.endsWith('batchUpdate')

function errorOf(status: number, message: string, reason?: string): RevError {
  const text = JSON.stringify(refusal(status, message, reason).json)
  const response: HttpResponse = {
    status,
    isOk: false,
    headers: {},
    bytes: Buffer.from(text),
    text: () => text,
    json: () => JSON.parse(text) as never,
  }
  return refusedRequest(response, 'write')
}

describe('an answer', () => {
  test.each([
    [401, 'Request had invalid authentication credentials.', 'REV_AUTH_INVALID', 'auth'],
    [403, 'The caller does not have permission', 'REV_AUTH_SCOPE', 'auth'],
    [404, 'Requested entity was not found.', 'REV_CONFIG_INVALID', 'not-applied'],
    [400, "Unable to parse range: 'x'!1:1", 'REV_CONFIG_INVALID', 'not-applied'],
    [
      400,
      'Invalid requests[0].updateCells: No grid with id: 5',
      'REV_CONFIG_INVALID',
      'not-applied',
    ],
    [
      400,
      'This action would increase the number of cells in the workbook above the limit of 10000000 cells.',
      'REV_CONFIG_INVALID',
      'not-applied',
    ],
    [
      400,
      'Invalid requests[0].updateCells: You are trying to edit a protected cell or object.',
      'REV_CONFIG_INVALID',
      'not-applied',
    ],
    [
      400,
      'Your input contains more than the maximum of 50000 characters in a single cell.',
      'REV_HTTP_STATUS',
      'rejected',
    ],
    [409, 'Conflict', 'REV_HTTP_STATUS', 'rejected'],
    [500, 'Internal error encountered.', 'REV_HTTP_STATUS', 'unknown'],
  ])('%d %s is %s, %s', (status, message, code, delivery) => {
    expect(errorOf(status, message)).toMatchObject({ code, delivery })
  })

  test('403 is a throttle where Google gives that reason, and names what is missing elsewhere', () => {
    expect(errorOf(403, 'Quota exceeded', 'RATE_LIMIT_EXCEEDED')).toMatchObject({
      code: 'REV_HTTP_THROTTLED',
      delivery: 'throttled',
    })
    const scope = errorOf(403, 'Insufficient scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    expect(scope.hint).toContain('auth/spreadsheets')
    expect(errorOf(403, 'The caller does not have permission').hint).toContain('Share')
  })

  test.each([
    ['none', ['unknown', 'unknown']],
    ['missing', ['unknown', 'unknown']],
    ['extra', ['ok', 'ok']],
  ] as const)(
    'whose shown rows are %s is believed only for what it shows',
    async (how, expected) => {
      await using pair = await openSheets({ tabs })
      pair.simulator.faults.next(
        { kind: 'results', how },
        { matching: ({ path }) => path.endsWith('batchUpdate') },
      )
      const outcomes = await pair.sheets.write(upsert)
      expect(outcomes.map(({ status }) => status)).toEqual(expected)
      // Nobody has moved anything, so nobody is told so.
      expect(pair.sheets.logs).toEqual([])
    },
  )

  test('that is lost leads to no second row: the rows are looked for before they are sent again', async () => {
    await using pair = await openSheets({ tabs })
    pair.simulator.faults.next({ kind: 'reset', when: 'after' }, { matching: isWrite })
    await expect(pair.sheets.write(upsert)).rejects.toThrow(
      expect.objectContaining({ delivery: 'unknown' }),
    )
    expect(await pair.sheets.write(upsert)).toMatchObject([
      { effect: 'updated' },
      { effect: 'updated' },
    ])
    expect(pair.simulator.rows('people')).toHaveLength(3)
  })

  test('429 lets the rows be read again before they are written: they may have moved meanwhile', async () => {
    await using pair = await openSheets({ tabs })
    await pair.sheets.write(upsert)
    const seen: string[] = []
    pair.simulator.watch(({ request, reply }) => seen.push(`${request.method} ${reply?.status}`))
    pair.simulator.faults.next({ kind: 'throttle', retryAfter: '2' }, { matching: isWrite })
    expect(await pair.sheets.write(upsert)).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
    expect(seen).toEqual(['GET 200', 'POST 429', 'GET 200', 'POST 200'])
  })
})
