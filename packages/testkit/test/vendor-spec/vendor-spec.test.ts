import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ExchangeChecker } from '../../src/vendor-spec/check/exchange-checker.ts'
import type { SeenExchange } from '../../src/vendor-spec/check/exchange.ts'
import { readDescriptions } from '../../src/vendor-spec/read-description.ts'
import { metaDescription, openapiDescription, swaggerDescription } from './descriptions.ts'

async function checkerOf(text: string, servers?: readonly string[]): Promise<ExchangeChecker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rev-vendor-spec-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(path.join(folder, 'api.yaml'), text)
  const description = { file: 'api.yaml', ...(servers && { servers }) }
  return new ExchangeChecker(
    await readDescriptions(folder, { folder: '.', descriptions: [description] }),
  )
}

const person = { id: '1', email: 'a@example.com' }

interface Sent {
  readonly call?: string
  readonly json?: unknown
  readonly text?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly status?: number
  readonly answer?: unknown
  readonly answerType?: string
}

function exchange(sent: Sent): SeenExchange {
  const { call = 'POST /v2/people?dry=true', json = { email: 'a@example.com' } } = sent
  const [method = '', target = ''] = call.split(' ')
  const { pathname, searchParams } = new URL(target, 'http://acme.example')
  const { status = 200, answer = person, answerType = 'application/json; charset=utf-8' } = sent
  const type = sent.type ?? 'application/json'
  return {
    request: {
      method,
      path: pathname,
      query: searchParams,
      headers: { 'content-type': type, revision: '2', ...sent.headers },
      text: sent.text ?? JSON.stringify(json),
    },
    answer: {
      status,
      contentType: answerType,
      text: answer === null ? '' : JSON.stringify(answer),
    },
  }
}

const placesOf = (checker: ExchangeChecker, sent: Sent) =>
  checker
    .check(exchange(sent))
    .mismatches.map(({ in: half, pointer, keyword }) => `${half} ${pointer} ${keyword}`)

describe('a request', () => {
  test.each<[name: string, sent: Sent, places: string[]]>([
    ['is as described', {}, []],
    ['may be null where that is said', { json: { email: 'a@example.com', name: null } }, []],
    ['may not be null elsewhere', { json: { email: null } }, ['request /body/email type']],
    ['has what is required', { json: {} }, ['request /body/email required']],
    ['has the format', { json: { email: 'nobody' } }, ['request /body/email format']],
    [
      'has no unknown name',
      { json: { email: 'a@example.com', mail: 1 } },
      ['request /body/mail unevaluatedProperties'],
    ],
    [
      'has no unknown name in an object that is composed of two',
      { json: { email: 'a@example.com', home: { city: 'Ulm', zip: '1', area: 2 } } },
      ['request /body/home/area unevaluatedProperties'],
    ],
    [
      'may have any name where that is said',
      { json: { email: 'a@example.com', custom: { any: [1] } } },
      [],
    ],
    [
      'does not send what is read-only',
      { json: { email: 'a@example.com', id: '1' } },
      ['request /body/id not'],
    ],
    ['may send what is write-only', { json: { email: 'a@example.com', password: 'x' } }, []],
    [
      'is below an exclusive bound',
      { json: { email: 'a@example.com', score: 100 } },
      ['request /body/score exclusiveMaximum'],
    ],
    [
      'names a branch that is there',
      { json: { email: 'a@example.com', pet: { kind: 'fish' } } },
      ['request /body/pet/kind enum'],
    ],
    [
      'is located in the branch that it names',
      { json: { email: 'a@example.com', pet: { kind: 'cat', lives: 'nine' } } },
      ['request /body/pet/lives type'],
    ],
    [
      'is one of several shapes',
      { json: { email: 'a@example.com', tag: 1.5 } },
      ['request /body/tag oneOf'],
    ],
    [
      'has a described parameter only',
      { call: 'POST /v2/people?dry=true&wet=1' },
      ['request /query/wet described'],
    ],
    [
      'has a parameter of the type',
      { call: 'POST /v2/people?dry=perhaps' },
      ['request /query/dry type'],
    ],
    ['has the required parameter', { call: 'POST /v2/people' }, ['request /query/dry required']],
    [
      'has the required header',
      { headers: { revision: '' } },
      ['request /headers/revision minLength'],
    ],
    [
      'has a described media type',
      { type: 'text/plain' },
      ['request /headers/content-type described'],
    ],
    ['is JSON where it says so', { text: '{' }, ['request /body described']],
    [
      'is a form with numbers in it',
      {
        type: 'application/x-www-form-urlencoded',
        text: 'email=a%40example.com&score=5&tags=a&tags=b&home=%7B%22city%22%3A%22Ulm%22%7D',
      },
      [],
    ],
    [
      'is a form with a number that is none',
      { type: 'application/x-www-form-urlencoded', text: 'email=a%40example.com&score=five' },
      ['request /body/score type'],
    ],
    ['goes to an operation that is described', { call: 'POST /v2/nobody' }, ['request  described']],
    [
      'goes to the exact path where a placeholder would match too',
      { call: 'GET /v2/people/me', text: '' },
      [],
    ],
    [
      'has a path value of the type',
      { call: 'GET /v2/people/abc', text: '' },
      ['request /path/id type'],
    ],
    [
      'is CSV',
      {
        call: 'PUT /v2/people',
        type: 'text/csv',
        text: 'email\na@example.com',
        answer: null,
        status: 204,
      },
      [],
    ],
    [
      'has a body where one is required',
      { call: 'PUT /v2/people', text: '', answer: null, status: 204 },
      ['request /body required'],
    ],
  ])('%s', async (_name, sent, places) => {
    expect(placesOf(await checkerOf(openapiDescription), sent)).toEqual(places)
  })

  test('that the vendor refused for its records is counted, and only the answer is compared', async () => {
    const checker = await checkerOf(openapiDescription)
    const checked = checker.check(
      exchange({ json: { email: 'nobody' }, status: 400, answer: { error: 'bad', code: 7 } }),
    )
    expect(checked).toMatchObject({
      isRequestChecked: false,
      isRefused: true,
      isAnswerChecked: true,
    })
    expect(checked.mismatches).toMatchObject([{ in: 'answer', status: 400, pointer: '/body/code' }])
  })
})

describe('an answer', () => {
  test.each<[name: string, sent: Sent, places: string[]]>([
    ['has what is read-only', { answer: person }, []],
    [
      'does not have what is write-only',
      { answer: { ...person, password: 'x' } },
      ['answer /body/password not'],
    ],
    ['has a described status', { status: 418, answer: {} }, ['answer /status described']],
    ['may have a status of a described kind', { status: 503, answer: { error: 'down' } }, []],
    [
      'has a described media type',
      { answerType: 'text/html' },
      ['answer /headers/content-type described'],
    ],
    ['has a body where one is described', { answer: null }, ['answer /body required']],
    [
      'has no body where none is described',
      { call: 'PUT /v2/people', type: 'text/csv', text: 'x', status: 204 },
      ['answer /body described'],
    ],
  ])('%s', async (_name, sent, places) => {
    expect(placesOf(await checkerOf(openapiDescription), sent)).toEqual(places)
  })

  test('that a fault has taken away is not compared', async () => {
    const checker = await checkerOf(openapiDescription)
    const checked = checker.check({ ...exchange({}), answer: undefined })
    expect(checked).toMatchObject({
      isRequestChecked: true,
      isAnswerChecked: false,
      mismatches: [],
    })
  })
})

test('a mismatch says what was expected and what was sent', async () => {
  const checker = await checkerOf(openapiDescription)
  expect(
    checker.check(exchange({ json: { email: 'a@example.com', pet: { kind: 'fish' } } })).mismatches,
  ).toMatchInlineSnapshot(`
      [
        {
          "expected": "one of ["cat","dog"]",
          "got": ""fish"",
          "in": "request",
          "keyword": "enum",
          "operation": "POST /people",
          "pointer": "/body/pet/kind",
          "status": 200,
        },
      ]
    `)
})

test('the connector says under which path the simulator answers', async () => {
  const checker = await checkerOf(openapiDescription, ['/services/data/v63.0/'])
  const call = 'POST /services/data/v63.0/people?dry=true'
  expect(placesOf(checker, { call })).toEqual([])
})

test('Swagger 2 is compared by its forms, parameters and definitions', async () => {
  const checker = await checkerOf(swaggerDescription)
  const post = { call: 'POST /api/chat.post', type: 'application/x-www-form-urlencoded' } as const
  const good = { ok: true, ts: '1.2' }
  expect(placesOf(checker, { ...post, text: 'channel=C1&thread=true', answer: good })).toEqual([])
  expect(placesOf(checker, { ...post, text: 'thread=maybe', answer: { ts: '12' } })).toEqual([
    'request /body/channel required',
    'request /body/thread type',
    'answer /body/ok required',
    'answer /body/ts pattern',
  ])
})

test("Meta's own form is compared by its edges, parameters and fields", async () => {
  const checker = await checkerOf(metaDescription)
  const users = { call: 'POST /v24.0/123/users', answer: { num_received: 1 } } as const
  expect(placesOf(checker, { ...users, json: { payload: {}, session: {} } })).toEqual([])
  expect(placesOf(checker, { ...users, json: { payload: [], sesion: {} } })).toEqual([
    'request /body/payload type',
    'request /body/sesion unevaluatedProperties',
  ])
  const read = { call: 'GET /v24.0/123?fields=name', text: '' } as const
  expect(placesOf(checker, { ...read, answer: { id: '1', name: 'x' } })).toEqual([])
  expect(placesOf(checker, { ...read, answer: { id: 1 } })).toEqual(['answer /body anyOf'])
})

test('a file that is no description is an error that names it', async () => {
  await expect(checkerOf('hello: world')).rejects.toThrow(/api\.yaml: it is neither OpenAPI 3/)
})
