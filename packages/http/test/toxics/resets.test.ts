import { startFaultProxy, startRawServer, type RawConnection } from '@revetl/testkit/network'
import { expect, test } from 'vitest'
import { call, localGateway } from '../support/gateway.ts'

const answer = (body = '{}', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const unknown = { delivery: 'unknown' }
const body = 'x'.repeat(1_000_000)

test.each([
  { name: 'its headers came', bodyBytes: 0 },
  { name: 'half of its body came', bodyBytes: 500_000 },
  { name: 'all of it came', bodyBytes: 1_000_000 },
])(
  'a connection that is reset when $name leaves the fate of a write unknown, and only what is safe is sent again',
  async ({ bodyBytes }) => {
    await using server = await startRawServer(
      (connection, { index }) => (index % 2 === 0 ? connection.reset() : connection.end(answer())),
      { bodyBytes },
    )
    await using gateway = localGateway({ random: () => 0 })
    const once = gateway.client(call({ resendable: false })).http
    await expect(once.post(server.url, { body })).rejects.toMatchObject(unknown)
    expect(server.requests).toHaveLength(1)
    // The next one is answered; the one after it is reset, and is sent again where that is safe.
    await once.post(server.url, { body })
    const safe = gateway.client(call()).http
    expect((await safe.post(server.url, { body })).status).toBe(200)
    expect(server.requests).toHaveLength(4)
  },
)

test.each<{ name: string; respond: (connection: RawConnection) => void; code: string }>([
  {
    name: 'is cut in the middle of its JSON, in chunks',
    respond: (connection) =>
      connection.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"a":[1,2\r\n'),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'is shorter than it says',
    respond: (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{}'),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'is reset in its body',
    respond: (connection) => {
      connection.write('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"a":')
      setTimeout(() => connection.reset(), 20)
    },
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'stops in its headers',
    respond: (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-le'),
    code: 'REV_OUTCOME_UNKNOWN',
  },
  {
    name: 'is no HTTP',
    respond: (connection) => connection.end('hello\r\n\r\n'),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'is HTTP/2 that nobody asked for',
    respond: (connection) => connection.end(Buffer.from('000006040000000000000300000064', 'hex')),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'has two lengths that disagree',
    respond: (connection) =>
      connection.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'has chunks of impossible sizes',
    respond: (connection) =>
      connection.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'has a header without end',
    respond: (connection) =>
      connection.end(
        `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(64 * 1024)}\r\ncontent-length: 2\r\n\r\n{}`,
      ),
    code: 'REV_HTTP_BODY',
  },
  {
    name: 'is nothing at all',
    respond: (connection) => connection.end(),
    code: 'REV_OUTCOME_UNKNOWN',
  },
])('an answer that $name is never taken for success', async ({ respond, code }) => {
  await using server = await startRawServer(respond)
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  await expect(http.post(server.url, { json: {} })).rejects.toMatchObject({ code, ...unknown })
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['299 Fine', 299],
  ['204 No Content', 204],
  ['205 Reset Content', 205],
  ['404 Not Found', 404],
])('an answer with %s is the connector’s to read', async (status, expected) => {
  await using server = await startRawServer((connection) => connection.end(answer('', status)))
  await using gateway = localGateway()
  expect((await gateway.client(call()).http.post(server.url)).status).toBe(expected)
})

test('any number of announcing answers before the real one are passed over', async () => {
  await using server = await startRawServer((connection) =>
    connection.end('HTTP/1.1 102 Processing\r\n\r\n'.repeat(50) + answer('{"a":1}')),
  )
  await using gateway = localGateway()
  expect((await gateway.client(call()).http.post(server.url)).json()).toEqual({ a: 1 })
})

test('an answer of the request before is not taken for the answer to this one', async () => {
  await using server = await startRawServer((connection, { index }) => {
    // The first answer is followed by another one that nobody asked for.
    if (index === 0) connection.write(answer('{"n":0}') + answer('{"n":"stray"}'))
    else connection.write(answer(`{"n":${index}}`))
  })
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call())
  expect((await http.post(server.url)).json()).toEqual({ n: 0 })
  expect((await http.post(server.url)).json()).toEqual({ n: 1 })
})

test('an idle connection that is closed as a request goes out costs no write that must not be sent twice a second try', async () => {
  await using server = await startRawServer((connection, { index }) => {
    if (index % 2 === 0) connection.write(answer())
    else connection.reset()
  })
  await using proxy = await startFaultProxy({ targetPort: server.port })
  await using gateway = localGateway({ random: () => 0 })
  const url = `http://127.0.0.1:${proxy.port}/`
  const once = gateway.client(call({ resendable: false })).http
  await once.post(url)
  await expect(once.post(url)).rejects.toMatchObject(unknown)
  expect((await gateway.client(call()).http.get(url)).status).toBe(200)
  expect(server.requests).toHaveLength(3)
})

test('answers in packets of one byte are read whole', async () => {
  const text = JSON.stringify({ text: 'ä😀'.repeat(50) })
  await using server = await startRawServer((connection) =>
    connection.end(
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`),
    ),
  )
  const slicer = { kind: 'slicer', bytes: 1 } as const
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    up: [slicer],
    down: [slicer],
  })
  await using gateway = localGateway()
  const sent = await gateway
    .client(call())
    .http.post(`http://127.0.0.1:${proxy.port}/`, { json: text })
  expect(JSON.stringify(sent.json())).toBe(text)
  expect(server.requests[0]?.body.toString()).toBe(JSON.stringify(text))
})
