import { bearer, isRevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'

test('fetch takes what the standard one takes and answers with a real Response', async () => {
  await using server = await localServer((request, response) => {
    response.setHeader('x-method', request.method)
    sendJson(response, request.url === '/missing' ? 404 : 200, { body: request.body.toString() })
  })
  await using gateway = localGateway({ auth: bearer('token-1') })
  const { fetch } = gateway.client(call())
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('streamed '))
      controller.enqueue(new TextEncoder().encode('body'))
      controller.close()
    },
  })
  const answers = [
    await fetch(new URL(server.url)),
    await fetch(new Request(server.url, { method: 'PUT', body: 'put' })),
    await fetch(server.url, { method: 'POST', body: stream }),
    await fetch(server.url, { method: 'POST', body: new Blob(['blob']) }),
    await fetch(`${server.url}/missing`, { method: 'delete' }),
  ]
  expect(answers.every((answer) => answer instanceof Response)).toBe(true)
  const bodies = await Promise.all(
    answers.map((answer) => answer.json() as Promise<{ body: string }>),
  )
  expect(bodies.map(({ body }) => body)).toEqual(['', 'put', 'streamed body', 'blob', ''])
  expect(answers.map((answer) => answer.headers.get('x-method'))).toEqual([
    'GET',
    'PUT',
    'POST',
    'POST',
    'DELETE',
  ])
  expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, true, false])
  expect(answers[4]?.url).toBe(`${server.url}/missing`)
})

test('multipart forms keep their boundary', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using gateway = localGateway()
  const form = new FormData()
  form.set('file', new Blob(['content']), 'name.txt')
  await gateway.client(call()).fetch(server.url, { method: 'POST', body: form })
  const [request] = server.received
  const boundary = /boundary=(.+)$/.exec(request?.headers['content-type'] ?? '')?.[1] ?? 'none'
  expect(request?.body.toString()).toContain(`--${boundary}\r\n`)
})

test('an answer without a body is one, whatever its status', async () => {
  await using server = await localServer((_request, response) => void response.writeHead(204).end())
  await using gateway = localGateway()
  const answer = await gateway.client(call()).fetch(server.url, { method: 'HEAD' })
  expect([answer.status, answer.body]).toEqual([204, null])
})

test('what the gateway throws passes through fetch with its class', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 500, {}))
  await using gateway = localGateway()
  const { fetch } = gateway.client(call({ resendable: false }))
  const error: unknown = await fetch(server.url, { method: 'POST', body: 'x' }).catch(
    (thrown: unknown) => thrown,
  )
  expect(isRevError(error) && error.delivery).toBe('unknown')
})

test('a library’s own time-out ends its request with its own reason', async () => {
  await using server = await localServer(() => {})
  await using gateway = localGateway()
  const stop = new AbortController()
  const sent = gateway.client(call()).fetch(server.url, { signal: stop.signal })
  while (server.received.length === 0) await new Promise(setImmediate)
  stop.abort(new DOMException('late', 'TimeoutError'))
  await expect(sent).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('methods outside the contract are refused', async () => {
  await using gateway = localGateway()
  const sent = gateway.client(call()).fetch('http://127.0.0.1/', { method: 'OPTIONS' })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_REQUEST', delivery: 'not-sent' })
})
