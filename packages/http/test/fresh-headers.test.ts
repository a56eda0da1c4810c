import { expect, test } from 'vitest'
import { call, localGateway } from './support/gateway.ts'
import { localServer } from './support/server.ts'

test('fresh headers are made anew for each attempt of a request', async () => {
  await using server = await localServer((_request, response, index) => {
    response.writeHead(index === 0 ? 423 : 200).end()
  })
  await using gateway = localGateway({ random: () => 0 })
  let made = 0
  const { http } = gateway.client(call())
  await http.post(`${server.url}/hook`, {
    body: '{}',
    headers: { 'x-fixed': 'yes' },
    freshHeaders: () => ({ 'x-attempt': String((made += 1)) }),
  })
  expect(server.received.map(({ headers }) => [headers['x-fixed'], headers['x-attempt']])).toEqual([
    ['yes', '1'],
    ['yes', '2'],
  ])
})

test('fresh headers that cannot be made or sent fail the request before its first byte', async () => {
  await using server = await localServer((_request, response) => void response.end())
  await using gateway = localGateway()
  const { http } = gateway.client(call())
  const bad = [
    () => ({ 'x-signature': 'a\r\nb: c' }),
    () => {
      throw new Error('no key')
    },
  ]
  for (const freshHeaders of bad) {
    await expect(http.post(`${server.url}/hook`, { body: '', freshHeaders })).rejects.toMatchObject(
      {
        code: 'REV_HTTP_REQUEST',
        delivery: 'not-sent',
      },
    )
  }
  // Nothing that the failed ones held keeps others waiting.
  await expect(http.post(`${server.url}/hook`, { body: '' })).resolves.toMatchObject({
    status: 200,
  })
  expect(server.received).toHaveLength(1)
})
