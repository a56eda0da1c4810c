import { parseJson, type HttpResponse } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { bodyOf, pageOf, tableOf } from '../src/answers.ts'
import { toColumn, toText } from '../src/columns.ts'

function answer(status: number, text: string): HttpResponse {
  return {
    status,
    isOk: status === 200,
    headers: {},
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json: () => parseJson(text),
  }
}

// One row for each status in https://api.template.example.com/docs/errors (read 2026-11-22).
test.each([
  [400, 'REV_READ_FAILED'],
  [403, 'REV_AUTH_SCOPE'],
  [404, 'REV_MODEL_NOT_FOUND'],
])('status %i is %s', (status, code) => {
  expect(() => bodyOf(answer(status, '{}'), 'people')).toThrow(expect.objectContaining({ code }))
})

test.each([
  ['no list', '{"next":null}'],
  ['no word about the next page', '{"rows":[]}'],
  ['another answer', '[1]'],
])('%s is a failed read and never an empty one', (_name, text) => {
  expect(() => pageOf(bodyOf(answer(200, text), 'people'), 'rows')).toThrow(
    expect.objectContaining({ code: 'REV_READ_FAILED' }),
  )
})

test('a table without columns is none', () => {
  expect(() => tableOf({ name: 'people' })).toThrow(/expected a table/)
})

// One row for each type in https://api.template.example.com/docs/types (read 2026-11-22), then one that is new.
test.each([
  ['text', '"1.0"', 'string', '1.0'],
  ['integer', '12345678901234567890', 'integer', '12345678901234567890'],
  ['decimal', '"0.10"', 'decimal', '0.10'],
  ['boolean', 'false', 'boolean', 'false'],
  ['date', '"2026-01-31"', 'date', '2026-01-31'],
  ['instant', '"2026-01-31T10:00:00.000Z"', 'timestamptz', '2026-01-31T10:00:00Z'],
  ['instant', '"2026-01-31T10:00:00Z"', 'timestamptz', '2026-01-31T10:00:00Z'],
  ['place', '{"lat":0.10}', 'json', '{"lat":0.1}'],
])('%s %s is the %s %s', (vendorType, json, type, text) => {
  const column = toColumn({ name: 'value', type: vendorType })
  expect([column.type, toText(column, parseJson(json))]).toEqual([type, text])
})
