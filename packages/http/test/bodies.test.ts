import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer, type LocalServer } from './support/server.ts'

const json = Buffer.from('{"text":"' + 'ä'.repeat(2000) + '"}')

function answering(body: Uint8Array, headers: Record<string, string> = {}): Promise<LocalServer> {
  return localServer((_request, response) => {
    response.writeHead(200, headers)
    response.end(body)
  })
}

test.each([
  ['gzip', gzipSync(json)],
  ['x-gzip', gzipSync(json)],
  ['br', brotliCompressSync(json)],
  ['zstd', zstdCompressSync(json)],
  ['deflate', deflateSync(json)],
  ['deflate', deflateRawSync(json)],
  ['identity', json],
  ['gzip, br', brotliCompressSync(gzipSync(json))],
  ['GZIP', gzipSync(json)],
])('content coding %s is undone', async (coding, body) => {
  await using server = await answering(body, { 'content-encoding': coding })
  await using gateway = localGateway()
  const answer = await gateway.client(call()).http.get(server.url)
  expect(answer.json()).toEqual({ text: 'ä'.repeat(2000) })
})

const megabyte = 1024 * 1024

test.each([
  ['gzip', gzipSync(Buffer.alloc(256 * megabyte))],
  ['br', brotliCompressSync(Buffer.alloc(256 * megabyte))],
  ['zstd', zstdCompressSync(Buffer.alloc(256 * megabyte))],
])('a %s bomb is stopped at the cap, in bounded memory', async (coding, bomb) => {
  await using server = await answering(bomb, { 'content-encoding': coding })
  await using gateway = localGateway()
  const before = process.memoryUsage.rss()
  await expect(gateway.client(call()).http.get(server.url)).rejects.toMatchObject({
    code: 'REV_HTTP_BODY',
    delivery: 'unknown',
  })
  expect(process.memoryUsage.rss() - before).toBeLessThan(48 * megabyte)
})

test.each([
  ['plain', (body: Buffer) => body, {}],
  ['compressed', gzipSync, { 'content-encoding': 'gzip' }],
])(
  'a %s answer may be as large as its request says, and never larger than 40 MiB',
  async (_name, encode, headers) => {
    await using large = await answering(encode(Buffer.alloc(9 * megabyte)), headers)
    await using larger = await answering(encode(Buffer.alloc(41 * megabyte)), headers)
    await using gateway = localGateway()
    const { http } = gateway.client(call())
    const answer = await http.get(large.url, { answerBytesMax: 10 * megabyte })
    expect(answer.bytes.length).toBe(9 * megabyte)
    await expect(http.get(larger.url, { answerBytesMax: 99 * megabyte })).rejects.toMatchObject({
      code: 'REV_HTTP_BODY',
      delivery: 'unknown',
    })
  },
)

test('more than five content codings are refused', async () => {
  let body: Buffer = Buffer.from('{}')
  for (let count = 0; count < 6; count++) body = gzipSync(body)
  const coding = Array(6).fill('gzip').join(', ')
  await using server = await answering(body, { 'content-encoding': coding })
  await using gateway = localGateway()
  await expect(gateway.client(call()).http.get(server.url)).rejects.toMatchObject({
    code: 'REV_HTTP_BODY',
  })
})

test.each([
  ['an unknown coding', Buffer.from('{}'), { 'content-encoding': 'compress' }],
  [
    'a coding with the name of a built-in property',
    Buffer.from('{}'),
    { 'content-encoding': 'constructor' },
  ],
  ['broken gzip', Buffer.from('not gzip'), { 'content-encoding': 'gzip' }],
  ['gzip that is cut short', gzipSync(json).subarray(0, 50), { 'content-encoding': 'gzip' }],
  ['a plain body above the cap', Buffer.alloc(9 * megabyte), {}],
])('%s makes the fate of the request unknown', async (_name, body, headers) => {
  await using server = await answering(body, headers)
  await using gateway = localGateway({ random: () => 0 })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_BODY', delivery: 'unknown' })
  expect(server.received).toHaveLength(1)
})

test.each([
  ['HTML', Buffer.from('<html>')],
  ['an empty body', Buffer.alloc(0)],
  ['half an object', Buffer.from('{"results":[{"id":1},')],
  ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ['nesting without end', Buffer.from('['.repeat(200_000))],
])('%s under 200 is never read as JSON', async (_name, body) => {
  await using server = await answering(body, { 'content-type': 'application/json' })
  await using gateway = localGateway()
  const answer = await gateway.client(call()).http.get(server.url)
  let error: unknown
  try {
    answer.json()
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'REV_HTTP_BODY', delivery: 'unknown' })
})

test('a byte order mark is no part of the text', async () => {
  await using server = await answering(Buffer.from('\ufeff{"a":1}'))
  await using gateway = localGateway()
  expect((await gateway.client(call()).http.get(server.url)).json()).toEqual({ a: 1 })
})

test('an answer that is cut in the middle is unknown, although its status was 200', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
    response.write('{"results":[')
    setImmediate(() => response.destroy())
  })
  await using gateway = localGateway({ random: () => 0 })
  const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_BODY', delivery: 'unknown' })
})

test('an answer that arrives byte by byte is read whole', async () => {
  await using server = await localServer(async (_request, response) => {
    for (const byte of '{"slow":true}') {
      response.write(byte)
      await new Promise(setImmediate)
    }
    response.end()
  })
  await using gateway = localGateway()
  expect((await gateway.client(call()).http.get(server.url)).json()).toEqual({ slow: true })
})

test('announcing answers, repeated headers and bodiless statuses are read as they are', async () => {
  await using server = await localServer((request, response) => {
    response.writeProcessing()
    response.writeEarlyHints({ link: '</a>; rel=preload' })
    response.setHeader('x-many', ['a', 'b'])
    response.writeHead(request.url === '/205' ? 205 : 204).end()
  })
  await using gateway = localGateway()
  const { http } = gateway.client(call())
  const answer = await http.get(`${server.url}/204`)
  expect([answer.status, answer.bytes.length, answer.headers['x-many']]).toEqual([204, 0, 'a, b'])
  expect((await http.get(`${server.url}/205`)).status).toBe(205)
})

test('headers above the cap and a status outside the classes are unknown, without a crash', async () => {
  await using server = await localServer((request, response) => {
    if (request.url === '/headers') response.setHeader('x-big', 'x'.repeat(64 * 1024))
    response.writeHead(request.url === '/status' ? 600 : 200).end('{}')
  })
  await using gateway = localGateway({ random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  await expect(http.post(`${server.url}/headers`)).rejects.toMatchObject({
    code: 'REV_HTTP_BODY',
    delivery: 'unknown',
  })
  await expect(http.post(`${server.url}/status`)).rejects.toMatchObject({ delivery: 'unknown' })
})

test.each([
  [413, 'REV_HTTP_TOO_LARGE'],
  [414, 'REV_HTTP_TOO_LARGE'],
  [431, 'REV_HTTP_TOO_LARGE'],
])('%d asks the host to split', async (status, code) => {
  await using server = await localServer(
    (_request, response) => void response.writeHead(status).end(),
  )
  await using gateway = localGateway()
  await expect(gateway.client(call()).http.post(server.url)).rejects.toMatchObject({
    code,
    delivery: 'too-large',
  })
  expect(server.received).toHaveLength(1)
})
