import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'
import type { HttpRequest } from '@revetl/sdk'

const refused = { code: 'REV_HTTP_REQUEST', delivery: 'not-sent' }

test.each([
  ['a line break in a header', { headers: { 'x-a': 'a\r\nx-b: c' } }],
  ['a line feed in a header', { headers: { 'x-a': 'a\nb' } }],
  ['a NUL in a header', { headers: { 'x-a': 'a\0b' } }],
  ['a character that no header can carry', { headers: { 'x-a': '☃' } }],
  ['a line break in a header name', { headers: { 'x-a\r\nx-b': 'c' } }],
  ['a colon in a header name', { headers: { 'x-a:': 'c' } }],
  ['an empty header name', { headers: { '': 'c' } }],
  ['the Host header', { headers: { Host: 'evil.example.com' } }],
  ['the Content-Length header', { headers: { 'content-length': '1' } }],
  ['the Transfer-Encoding header', { headers: { 'Transfer-Encoding': 'chunked' } }],
  ['the Proxy-Authorization header', { headers: { 'proxy-authorization': 'x' } }],
  ['NaN in JSON', { json: { a: [1, { b: Number.NaN }] } }],
  ['an infinity in JSON', { json: [Number.POSITIVE_INFINITY] }],
  ['JSON and a body at once', { json: {}, body: 'x' }],
  ['a value without a JSON form', { json: () => 1 }],
  ['NaN in the query', { query: { a: Number.NaN } }],
  ['a lone surrogate in the query', { query: { a: '\ud800' } }],
] as [string, Partial<HttpRequest>][])(
  '%s is refused before anything is sent',
  async (_name, options) => {
    await using server = await localServer((_request, response) => sendJson(response, 200, {}))
    await using gateway = localGateway()
    await expect(gateway.client(call()).http.post(server.url, options)).rejects.toMatchObject(
      refused,
    )
    expect(server.received).toHaveLength(0)
  },
)

test.each([
  '/a\r\nHost: evil.example.com',
  '/a b',
  '/a\tb',
  '/a\0b',
  '/a\\b',
  '/a#b',
  '/things/../admin',
  '/things/..',
  '/things/%2e%2E/admin',
  '/things/./admin',
  '/things/.%2e?x=1',
])('the path %j is refused before anything is sent', async (path) => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const { http } = gateway.client(call())
  await expect(http.get(`${server.url}${path}`)).rejects.toMatchObject(refused)
  expect(server.received).toHaveLength(0)
})

test('fetch refuses the same paths, but a fragment, which the standard leaves out', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const { fetch } = gateway.client(call())
  for (const path of ['/a\r\nx', '/a b', '/a\\b', '/things/../admin', '/things/%2e%2e']) {
    await expect(fetch(`${server.url}${path}`), path).rejects.toMatchObject(refused)
  }
  await fetch(`${server.url}/a#b`)
  expect(server.received.map((request) => request.url)).toEqual(['/a'])
})

test.each([
  'not a url',
  '/relative',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'data:text/plain,x',
  'http://user:password@127.0.0.1/',
  'http://',
])('the URL %j is refused and not repeated', async (url) => {
  await using gateway = localGateway()
  const error: unknown = await gateway
    .client(call())
    .http.get(url)
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject(refused)
  expect((error as Error).message).not.toContain('password')
})

test('JSON without end is refused before anything is sent', async () => {
  await using gateway = localGateway()
  const endless: Record<string, unknown> = {}
  endless['self'] = endless
  const sent = gateway.client(call()).http.post('http://127.0.0.1/', { json: endless })
  await expect(sent).rejects.toMatchObject(refused)
})

test('hostile values in the query arrive as the values they are', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const hostile = `a&b=c#d?e/../f\r\ng'"<>%00 ü🦄`
  await gateway
    .client(call())
    .http.get(`${server.url}/x?y=1`, { query: { q: hostile, n: 5, t: true } })
  const url = new URL(server.received[0]?.url ?? '', 'http://127.0.0.1')
  expect([...url.searchParams]).toEqual([
    ['y', '1'],
    ['q', hostile],
    ['n', '5'],
    ['t', 'true'],
  ])
})

test('check and discover may read, also by a POST that says so, and write nothing', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const { http, fetch } = gateway.client(call({ readOnly: true }))
  await http.get(`${server.url}/get`)
  await http.post(`${server.url}/search`, { json: {}, isRead: true })
  for (const sent of [
    http.post(`${server.url}/write`, { json: {} }),
    http.put(`${server.url}/write`, { resendable: true }),
    http.patch(`${server.url}/write`),
    http.delete(`${server.url}/write`),
    fetch(`${server.url}/write`, { method: 'POST' }),
  ]) {
    await expect(sent).rejects.toMatchObject(refused)
  }
  expect(server.received.map((request) => request.url)).toEqual(['/get', '/search'])
})

test('a POST that only reads is tried again like a GET', async () => {
  await using server = await localServer((_request, response, index) =>
    sendJson(response, index === 0 ? 500 : 200, {}),
  )
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  expect((await http.post(server.url, { json: {}, isRead: true })).status).toBe(200)
})

test('the host hears of every attempt right before it goes out', async () => {
  await using server = await localServer((_request, response, index) =>
    sendJson(response, index === 0 ? 500 : 200, {}),
  )
  await using gateway = localGateway({ random: () => 0 })
  let sends = 0
  const onSend = () => {
    sends += 1
  }
  const { http } = gateway.client(call({ onSend }))
  await http.get(server.url)
  await expect(http.get(`${server.url}/..`)).rejects.toBeDefined()
  await expect(http.get('http://127.0.0.1:1/')).rejects.toBeDefined()
  expect(sends).toBe(2)
})

test('a request without credentials carries none, and its 401 is the connector’s to read', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 401, {}))
  await using gateway = localGateway({ auth: { kind: 'basic', user: 'u', password: 'pass-word' } })
  const { http } = gateway.client(call())
  expect((await http.get(server.url, { anonymous: true })).status).toBe(401)
  await expect(http.get(server.url)).rejects.toMatchObject({
    code: 'REV_AUTH_INVALID',
    delivery: 'auth',
  })
  const expected = `Basic ${Buffer.from('u:pass-word').toString('base64')}`
  expect(server.received.map((request) => request.headers.authorization)).toEqual([
    undefined,
    expected,
  ])
})

test('an API key travels where the vendor wants it and shows in no message', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 413, {}))
  const auth = { kind: 'api-key', place: { query: 'api key' }, key: 'k&y/1' } as const
  await using gateway = localGateway({ auth })
  const sent = gateway.client(call()).http.get(`${server.url}/x?a=1`)
  await expect(sent).rejects.toMatchObject({
    message: expect.not.stringContaining('k&y') as string,
  })
  expect(server.received[0]?.url).toBe('/x?a=1&api%20key=k%26y%2F1')
})
