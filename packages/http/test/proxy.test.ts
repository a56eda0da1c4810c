import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer, sendJson } from './support/server.ts'

/** A proxy that counts the tunnels through it. */
async function localProxy(options: { refuses?: boolean } = {}) {
  const seen: { target: string; authorization: string | undefined }[] = []
  const server = createServer()
  server.on('connect', (request, socket) => {
    const target = request.url ?? ''
    seen.push({ target, authorization: request.headers['proxy-authorization'] })
    socket.on('error', () => {})
    if (options.refuses) return void socket.end('HTTP/1.1 407 No\r\n\r\n')
    const [host = '', port = ''] = target.split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

test('requests go through the proxy that the operator names, with its credentials', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using proxy = await localProxy()
  await using gateway = localGateway({ proxy: { url: proxy.url, authorization: 'Basic cHJveHk=' } })
  expect((await gateway.client(call()).http.get(server.url)).status).toBe(200)
  expect(proxy.seen).toHaveLength(1)
  expect(proxy.seen[0]?.authorization).toBe('Basic cHJveHk=')
  expect(server.received[0]?.headers['proxy-authorization']).toBeUndefined()
})

test('hosts that are excepted are reached directly', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using proxy = await localProxy()
  await using gateway = localGateway({ proxy: { url: proxy.url, except: ['127.0.0.1'] } })
  await gateway.client(call()).http.get(server.url)
  expect([server.received.length, proxy.seen.length]).toEqual([1, 0])
})

test('the proxy variables of the environment change nothing', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using proxy = await localProxy()
  const names = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'NODE_USE_ENV_PROXY',
  ]
  for (const name of names) process.env[name] = name.endsWith('ENV_PROXY') ? '1' : proxy.url
  try {
    await using gateway = localGateway()
    await gateway.client(call()).http.get(server.url)
  } finally {
    for (const name of names) delete process.env[name]
  }
  expect([server.received.length, proxy.seen.length]).toEqual([1, 0])
})

test('a proxy that refuses or is not there means that nothing was sent', async () => {
  await using server = await localServer((_request, response) => sendJson(response, 200, {}))
  await using refusing = await localProxy({ refuses: true })
  for (const url of [refusing.url, 'http://127.0.0.1:1']) {
    await using gateway = localGateway({ proxy: { url }, random: () => 0 })
    const sent = gateway.client(call({ resendable: false })).http.post(server.url, { json: {} })
    await expect(sent).rejects.toMatchObject({ delivery: 'not-sent' })
  }
  expect(server.received).toHaveLength(0)
})

test('behind a proxy the egress policy still judges what the URL says', async () => {
  await using proxy = await localProxy()
  await using gateway = localGateway({
    proxy: { url: proxy.url },
    hosts: ['127.0.0.1', '10.0.0.1', 'metadata.google.internal'],
    egress: { allow: [] },
  })
  const { http } = gateway.client(call())
  for (const url of ['http://10.0.0.1/', 'http://metadata.google.internal/', 'http://127.0.0.1/']) {
    await expect(http.get(url)).rejects.toMatchObject({ code: 'REV_NETWORK_FORBIDDEN' })
  }
  expect(proxy.seen).toHaveLength(0)
})

test.each(['socks5://127.0.0.1:1', 'not a url', 'http://user:pass@127.0.0.1:1'])(
  'the proxy %j is refused as configuration',
  (url) => {
    expect(() => localGateway({ proxy: { url } })).toThrow(/Failed to read the proxy/)
  },
)
