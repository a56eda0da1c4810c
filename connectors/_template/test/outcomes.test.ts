import { parseJson, type HttpResponse } from '@revetl/sdk'
import { BatchChange } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import { outcomesOf } from '../src/outcomes.ts'

const changes = ['ada@example.com', 'ben@example.com'].map(
  (email, index) =>
    new BatchChange({
      id: `change-${index + 1}`,
      kind: 'added',
      key: [email],
      json: JSON.stringify({ email }),
    }),
)

function answer(status: number, body: unknown): HttpResponse {
  const text = JSON.stringify(body)
  return {
    status,
    isOk: status === 200,
    headers: {},
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json: () => parseJson(text),
  }
}

const refusal = { email: 'ben@example.com', reason: 'blocked' }

// One row for each answer in https://api.template.example.com/docs/people (read 2026-11-22), then what must not pass.
test.each([
  ['all accepted', { accepted: 2, errors: [] }, ['ok', 'ok']],
  ['one refused', { accepted: 1, errors: [refusal] }, ['ok', 'rejected']],
  ['one missing in the count', { accepted: 1, errors: [] }, ['unknown', 'unknown']],
  ['no count', { errors: [refusal] }, ['unknown', 'rejected']],
  ['another person refused', { accepted: 1, errors: [{ email: 'x' }] }, ['unknown', 'unknown']],
  ['an empty answer', {}, ['unknown', 'unknown']],
])('%s', (_name, body, expected) => {
  const outcomes = outcomesOf(changes, answer(200, body), 'written')
  expect(outcomes.map(({ status }) => status)).toEqual(expected)
})

test('a refused request wrote nothing', () => {
  expect(() => outcomesOf(changes, answer(400, {}), 'written')).toThrow(
    expect.objectContaining({ code: 'REV_HTTP_STATUS', delivery: 'rejected' }),
  )
})

test('a missing permission is no fault of the people', () => {
  expect(() => outcomesOf(changes, answer(403, {}), 'written')).toThrow(
    expect.objectContaining({ code: 'REV_AUTH_SCOPE', delivery: 'auth' }),
  )
})
