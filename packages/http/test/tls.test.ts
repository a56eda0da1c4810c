import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { testCertificate } from '@revetl/testkit/network'

const authority = testCertificate('Test Authority', { hosts: [] })
const good = testCertificate('good', { hosts: ['127.0.0.1', 'api.example.com'], issuer: authority })
const tls = { ca: authority.cert }

async function tlsServer(options: ServerOptions) {
  let requests = 0
  let servername: unknown
  const server = createServer(options, (request, response) => {
    requests += 1
    servername = (request.socket as { servername?: unknown }).servername
    response.end('{}')
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    requests: () => requests,
    servername: () => servername,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

test('a certificate of the authority that the operator trusts is accepted', async () => {
  await using server = await tlsServer(good)
  await using gateway = localGateway({ tls })
  const answer = await gateway.client(call()).http.get(`https://127.0.0.1:${server.port}/`)
  expect(answer.status).toBe(200)
})

test('the certificate is checked against the name, although the socket goes to the judged address', async () => {
  await using server = await tlsServer(good)
  await using gateway = localGateway({
    tls,
    hosts: ['api.example.com'],
    lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  await gateway.client(call()).http.get(`https://api.example.com:${server.port}/`)
  expect(server.servername()).toBe('api.example.com')
})

const past = new Date(Date.now() - 3_600_000)

test.each([
  ['expired', testCertificate('x', { hosts: ['127.0.0.1'], issuer: authority, notAfter: past })],
  ['self-signed', testCertificate('x', { hosts: ['127.0.0.1'] })],
  ['for another host', testCertificate('x', { hosts: ['other.example.com'], issuer: authority })],
  [
    'of an authority that nobody trusts',
    testCertificate('x', {
      hosts: ['127.0.0.1'],
      issuer: testCertificate('Unknown Authority', { hosts: [] }),
    }),
  ],
])('a certificate that is %s is refused before anything is sent', async (_name, certificate) => {
  await using server = await tlsServer(certificate)
  await using gateway = localGateway({ tls, random: () => 0 })
  const sent = gateway.client(call()).http.post(`https://127.0.0.1:${server.port}/`, { json: {} })
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TLS', delivery: 'not-sent' })
  expect(server.requests()).toBe(0)
  expect(gateway.stats().attempts).toBe(1)
})

test('a server that only speaks TLS 1.1 is refused', async () => {
  await using server = await tlsServer({
    ...good,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  await using gateway = localGateway({ tls })
  const sent = gateway.client(call()).http.get(`https://127.0.0.1:${server.port}/`)
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TLS', delivery: 'not-sent' })
  expect(server.requests()).toBe(0)
})

test('a plain server behind an https URL is refused', async () => {
  const { createServer: createPlain } = await import('node:http')
  const server = createPlain((_request, response) => void response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using gateway = localGateway({ tls })
  const sent = gateway.client(call()).http.get(`https://127.0.0.1:${port}/`)
  await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TLS', delivery: 'not-sent' })
  server.close()
})

test('the environment cannot switch certificate checks off', async () => {
  await using server = await tlsServer(testCertificate('x', { hosts: ['127.0.0.1'] }))
  await using gateway = localGateway({ tls })
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    const sent = gateway.client(call()).http.get(`https://127.0.0.1:${server.port}/`)
    await expect(sent).rejects.toMatchObject({ code: 'REV_HTTP_TLS' })
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  }
})
