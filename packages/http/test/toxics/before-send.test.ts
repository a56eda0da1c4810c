import { createServer, type LookupFunction } from 'node:net'
import {
  startFaultProxy,
  startRawServer,
  testCertificate,
  type RawServer,
} from '@revetl/testkit/network'
import { expect, test, vi } from 'vitest'
import { call, localGateway } from '../support/gateway.ts'
import type { GatewayOptions } from '../../src/index.ts'

// Much virtual time, or other processes: a busy machine takes a while.
vi.setConfig({ testTimeout: 30_000 })

const authority = testCertificate('Test Authority', { hosts: [] })
const good = testCertificate('good', { hosts: ['127.0.0.1'], issuer: authority })
const past = new Date(Date.now() - 3_600_000)
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'

const failingLookup =
  (code: string): LookupFunction =>
  (_host, _options, callback) =>
    callback(Object.assign(new Error('no'), { code }), '')
const unreachable = { code: 'REV_NETWORK_UNREACHABLE', attempts: 3 }
const untrusted = { code: 'REV_HTTP_TLS', attempts: 1 }

/** A port of 127.0.0.1 where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface BeforeSend {
  readonly name: string
  readonly url: string | ((server: RawServer) => string)
  readonly server?: Parameters<typeof startRawServer>[1]
  readonly options?: Partial<GatewayOptions>
  readonly expected: { readonly code: string; readonly attempts: number }
}

const named = 'http://api.example.com/'
const onName: Partial<GatewayOptions> = { hosts: ['api.example.com'] }

const cases: readonly BeforeSend[] = [
  {
    name: 'a name that does not exist',
    url: named,
    options: { ...onName, lookup: failingLookup('ENOTFOUND') },
    expected: unreachable,
  },
  {
    name: 'a name without addresses',
    url: named,
    options: { ...onName, lookup: failingLookup('ENODATA') },
    expected: unreachable,
  },
  {
    name: 'a resolver that fails',
    url: named,
    options: { ...onName, lookup: failingLookup('EAI_AGAIN') },
    expected: unreachable,
  },
  {
    name: 'a resolver that never answers',
    url: named,
    options: { ...onName, lookup: () => {}, timeouts: { connectMs: 100 } },
    expected: unreachable,
  },
  {
    name: 'an expired certificate',
    url: (server) => server.url,
    server: {
      tls: testCertificate('x', { hosts: ['127.0.0.1'], issuer: authority, notAfter: past }),
    },
    expected: untrusted,
  },
  {
    name: 'a certificate of the future',
    url: (server) => server.url,
    server: {
      tls: testCertificate('x', {
        hosts: ['127.0.0.1'],
        issuer: authority,
        notBefore: new Date(Date.now() + 3_600_000),
        notAfter: new Date(Date.now() + 7_200_000),
      }),
    },
    expected: untrusted,
  },
  {
    name: 'a self-signed certificate',
    url: (server) => server.url,
    server: { tls: testCertificate('x', { hosts: ['127.0.0.1'] }) },
    expected: untrusted,
  },
  {
    name: 'a certificate for another host',
    url: (server) => server.url,
    server: { tls: testCertificate('x', { hosts: ['other.example.com'], issuer: authority }) },
    expected: untrusted,
  },
  {
    name: 'a server that speaks TLS 1.0 alone',
    url: (server) => server.url,
    server: {
      tls: { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    },
    expected: untrusted,
  },
  {
    name: 'a server that speaks HTTP where TLS is expected',
    url: (server) => server.url.replace('http:', 'https:'),
    server: { onConnection: (connection) => connection.end('HTTP/1.1 400 Bad Request\r\n\r\n') },
    expected: untrusted,
  },
  {
    name: 'a server that speaks HTTP/2 alone',
    url: (server) => server.url,
    server: { tls: { ...good, ALPNProtocols: ['h2'] } },
    expected: untrusted,
  },
]

test.each(cases)('$name: nothing is sent, and $expected.code says so', async (one) => {
  await using server = await startRawServer((connection) => connection.end(answer), one.server)
  await using gateway = localGateway({
    tls: { ca: authority.cert },
    random: () => 0,
    ...one.options,
  })
  const url = typeof one.url === 'string' ? one.url : one.url(server)
  let sends = 0
  const { http } = gateway.client(call({ resendable: false, onSend: () => (sends += 1) }))
  await expect(http.post(url, { json: { a: 1 } })).rejects.toMatchObject({
    code: one.expected.code,
    delivery: 'not-sent',
  })
  expect([server.requests.length, sends, gateway.stats().attempts]).toEqual([
    0,
    0,
    one.expected.attempts,
  ])
})

test('a refused connection is tried again and reaches the server that has come up meanwhile', async () => {
  const port = await deadPort()
  await using gateway = localGateway({ random: () => 0.9 })
  const { http } = gateway.client(call({ resendable: false }))
  await expect(http.post(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'REV_NETWORK_UNREACHABLE',
    delivery: 'not-sent',
  })
  expect(gateway.stats()).toMatchObject({ attempts: 3, retries: 2 })
})

test('TLS works through a proxy that forwards it, and a handshake that is cut is not sent', async () => {
  await using server = await startRawServer((connection) => connection.end(answer), { tls: good })
  await using proxy = await startFaultProxy({ targetPort: server.port })
  await using gateway = localGateway({ tls: { ca: authority.cert }, random: () => 0 })
  const { http } = gateway.client(call({ resendable: false }))
  const url = `https://127.0.0.1:${proxy.port}/`
  expect((await http.post(url, { json: {} })).status).toBe(200)
  for (const down of [
    { kind: 'close', afterBytes: 200 },
    { kind: 'reset', afterBytes: 200 },
  ] as const) {
    proxy.set({ down: [down] })
    await expect(http.post(url, { json: {} })).rejects.toMatchObject({ delivery: 'not-sent' })
  }
  expect(server.requests).toHaveLength(1)
})

test('a server that only IPv6 reaches is reached, also beside an IPv4 address that is dead', async (context) => {
  const server = await startRawServer((connection) => connection.end(answer), {
    host: '::1',
  }).catch(() => undefined)
  if (server === undefined) return context.skip('not applicable: this machine has no IPv6 loopback')
  await using gateway = localGateway({
    hosts: ['six.example.com', 'both.example.com'],
    egress: { allow: ['::1', '127.0.0.0/8'] },
    lookup: (host, _options, callback) =>
      callback(null, [
        ...(host === 'both.example.com' ? [{ address: '127.0.0.250', family: 4 }] : []),
        { address: '::1', family: 6 },
      ]),
  })
  const { http } = gateway.client(call())
  for (const host of ['six.example.com', 'both.example.com']) {
    expect((await http.get(`http://${host}:${server.port}/`)).status).toBe(200)
  }
  await server[Symbol.asyncDispose]()
})
