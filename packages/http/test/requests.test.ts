import { ExactNumber, bearer, isRevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'

test('a request carries its query, headers, credentials and exact JSON, and its answer is exact', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"id":9007199254740993,"price":0.1}')
  })
  await using gateway = localGateway({ auth: bearer('token-123') })
  const { http } = gateway.client(call())
  const answer = await http.post(`${server.url}/things`, {
    query: { q: 'a b&c', none: undefined },
    headers: { 'X-Trace': '1' },
    json: { n: new ExactNumber('12345678901234567890.123') },
  })
  expect(answer.json()).toEqual({ id: new ExactNumber('9007199254740993'), price: 0.1 })
  const [request] = server.received
  expect(request?.url).toBe('/things?q=a%20b%26c')
  expect(request?.body.toString()).toBe('{"n":12345678901234567890.123}')
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer token-123',
    'x-trace': '1',
    'content-type': 'application/json',
  })
})

test('an answer that speaks of the records is returned, whatever its status', async () => {
  await using server = await localServer((_request, response) =>
    sendJson(response, 409, { why: 1 }),
  )
  await using gateway = localGateway()
  const answer = await gateway.client(call()).http.get(`${server.url}/`)
  expect([answer.status, answer.isOk, answer.json()]).toEqual([409, false, { why: 1 }])
})

test('a host that the connector did not declare gets no request', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway({ hosts: ['api.example.com'] })
  const error = await gateway
    .client(call())
    .http.get(`${server.url}/`)
    .catch((thrown: unknown) => thrown)
  expect(isRevError(error) && error.code).toBe('REV_NETWORK_FORBIDDEN')
  expect(server.received).toHaveLength(0)
})

test('the standard fetch goes through the same gateway', async () => {
  await using server = await localServer((request, response) =>
    sendJson(response, 201, { got: request.body.toString() }),
  )
  await using gateway = localGateway({ auth: bearer('token-123') })
  const { fetch } = gateway.client(call())
  const response = await fetch(`${server.url}/f`, {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
  })
  expect(response).toBeInstanceOf(Response)
  expect([response.status, await response.json()]).toEqual([201, { got: 'a=1' }])
  expect(server.received[0]?.headers.authorization).toBe('Bearer token-123')
})
