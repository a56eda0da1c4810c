import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import {
  startFaultProxy,
  startRawServer,
  testCertificate,
  type Toxic,
} from '../../src/network/index.ts'

const request = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n0123456789'
const answer = `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${'x'.repeat(100)}`

/** What a client saw: its pieces, and how the connection ended. */
async function ask(port: number, text = request): Promise<{ pieces: string[]; end: string }> {
  const pieces: string[] = []
  const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text))
  socket.on('data', (piece) => pieces.push(piece.toString()))
  const end = await new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? ''))
    socket.on('end', () => resolve('closed'))
    socket.setTimeout(300, () => resolve('silence'))
  })
  socket.destroy()
  return { pieces, end }
}

const answering = () => startRawServer((connection) => connection.end(answer))

test.each<{ name: string; down: Toxic[]; bytes: number; end: string }>([
  { name: 'no toxic', down: [], bytes: answer.length, end: 'closed' },
  { name: 'close', down: [{ kind: 'close', afterBytes: 50 }], bytes: 50, end: 'closed' },
  { name: 'reset', down: [{ kind: 'reset', afterBytes: 50 }], bytes: 50, end: 'ECONNRESET' },
  { name: 'black hole', down: [{ kind: 'black-hole' }], bytes: 0, end: 'silence' },
  {
    name: 'the first of two ends',
    down: [
      { kind: 'close', afterBytes: 60 },
      { kind: 'close', afterBytes: 20 },
    ],
    bytes: 20,
    end: 'closed',
  },
])('$name lets $bytes bytes of an answer through, and then: $end', async ({ down, bytes, end }) => {
  await using server = await answering()
  await using proxy = await startFaultProxy({ targetPort: server.port, down })
  const seen = await ask(proxy.port)
  expect(seen.end).toBe(end)
  const text = seen.pieces.join('')
  expect(answer.startsWith(text)).toBe(true)
  // A reset may overtake what was written before it.
  expect(end === 'ECONNRESET' ? text.length <= bytes : text.length === bytes).toBe(true)
})

test('a slicer makes a packet of each slice, and bandwidth and latency take the time they should', async () => {
  await using server = await answering()
  const sleeps: number[] = []
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    down: [
      { kind: 'latency', ms: 100, jitterMs: 50 },
      { kind: 'slicer', bytes: 30, pauseMs: 7 },
      { kind: 'bandwidth', bytesPerSecond: 1000 },
    ],
    random: () => 0.5,
    sleep: async (ms) => void sleeps.push(ms),
  })
  expect((await ask(proxy.port)).pieces.join('')).toBe(answer)
  expect(sleeps[0]).toBe(125)
  expect(sleeps.slice(1)).toHaveLength(Math.ceil(answer.length / 30))
  expect(sleeps[1]).toBeCloseTo(37)
})

test('toxics of requests keep the server from seeing what they take, and can be replaced', async () => {
  await using server = await answering()
  await using proxy = await startFaultProxy({
    targetPort: server.port,
    up: [{ kind: 'close', afterBytes: 30 }],
  })
  await ask(proxy.port)
  expect(server.requests).toHaveLength(0)
  proxy.set({})
  expect((await ask(proxy.port)).end).toBe('closed')
  expect([server.requests.length, proxy.connections]).toEqual([1, 2])
})

test('a raw server acts as soon as so much of a body has come, or before anything is read', async () => {
  const bodies: string[] = []
  await using half = await startRawServer(
    (connection, { body }) => {
      bodies.push(body.toString())
      connection.reset()
    },
    { bodyBytes: 4 },
  )
  expect((await ask(half.port, request.slice(0, -5))).end).toBe('ECONNRESET')
  expect(bodies).toEqual(['01234'])
  await using greeting = await startRawServer(() => {}, {
    onConnection: (connection) => connection.end('hello'),
  })
  expect((await ask(greeting.port)).pieces.join('')).toBe('hello')
})

test('requests on one connection are told apart by their length', async () => {
  await using server = await startRawServer((connection, { index }) =>
    index === 0 ? connection.write('one ') : connection.end('two'),
  )
  expect((await ask(server.port, request + request)).pieces.join('')).toBe('one two')
  expect(server.requests.map(({ body }) => body.toString())).toEqual(['0123456789', '0123456789'])
})

test('a raw server speaks TLS with a certificate that was made for the test', async () => {
  const authority = testCertificate('Test Authority', { hosts: [] })
  const tls = testCertificate('raw', { hosts: ['127.0.0.1', 'raw.example.com'], issuer: authority })
  await using server = await startRawServer(
    (connection) => connection.end('HTTP/1.1 204\r\n\r\n'),
    { tls },
  )
  await using proxy = await startFaultProxy({ targetPort: server.port })
  const socket = connectTls({ port: proxy.port, host: '127.0.0.1', ca: authority.cert })
  socket.write(request)
  const text = await new Promise<string>((resolve) =>
    socket.on('data', (data) => resolve(String(data))),
  )
  expect([socket.authorized, text, server.url]).toEqual([
    true,
    'HTTP/1.1 204\r\n\r\n',
    `https://127.0.0.1:${server.port}/`,
  ])
  socket.destroy()
})
