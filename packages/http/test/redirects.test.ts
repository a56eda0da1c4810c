import { apiKey } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer } from './support/server.ts'

const auth = apiKey({ header: 'X-Api-Key' }, 'key-value-1')

test.each([301, 302, 303, 307, 308])(
  '%d is never followed, to wherever it points',
  async (status) => {
    await using other = await localServer((_request, response) => void response.end('{}'))
    await using server = await localServer((_request, response) => {
      response.writeHead(status, { location: `${other.url}/elsewhere?token=1` }).end()
    })
    await using gateway = localGateway({ auth })
    const { http, fetch } = gateway.client(call())
    for (const sent of [
      http.post(server.url, { json: { secret: 1 } }),
      http.get(server.url),
      fetch(server.url, { method: 'POST', body: 'x', redirect: 'follow' }),
    ]) {
      await expect(sent).rejects.toMatchObject({
        code: 'REV_HTTP_REDIRECT',
        message: expect.stringContaining(`redirects to ${other.url} (${status})`) as string,
      })
    }
    expect(other.received).toHaveLength(0)
    expect(server.received).toHaveLength(3)
  },
)

test('a redirect to a metadata address is not followed', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  })
  await using gateway = localGateway()
  await expect(gateway.client(call()).http.get(server.url)).rejects.toMatchObject({
    code: 'REV_HTTP_REDIRECT',
  })
})

test('only 307 and 308 say that a write was not applied', async () => {
  await using server = await localServer((request, response) => {
    response.writeHead(Number(request.url.slice(1)), { location: '/x' }).end()
  })
  await using gateway = localGateway()
  const { http } = gateway.client(call())
  const deliveries = await Promise.all(
    [301, 302, 303, 307, 308].map((status) =>
      http.post(`${server.url}/${status}`).then(
        () => 'answered',
        (error: { delivery: string }) => error.delivery,
      ),
    ),
  )
  expect(deliveries).toEqual(['unknown', 'unknown', 'unknown', 'not-applied', 'not-applied'])
})
