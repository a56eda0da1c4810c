import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { startFaultProxy, testCertificate } from '@revetl/testkit/network'
import { describeWithBigquery } from '@revetl/testkit/services/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bulkConfigOf, giveResult, open, storageRequests } from './database.ts'

const model = { kind: 'sql', sql: 'select given' } as const
// Some 40 answers of half a megabyte, each row with its number.
const rowsOfGiven = 500
const given = {
  fields: [
    { name: 'id', type: 'INTEGER' },
    { name: 'text', type: 'STRING' },
  ],
  rows: Array.from({ length: rowsOfGiven }, (_, at) => ({
    f: [{ v: String(at) }, { v: 'x'.repeat(1_000) }],
  })),
  repeat: 40,
}
const ids = Array.from({ length: rowsOfGiven * given.repeat }, (_, at) => String(at % rowsOfGiven))

const authority = testCertificate('Test Authority', { hosts: [] })
const { cert, key } = testCertificate('storage', { hosts: ['127.0.0.1'], issuer: authority })

await describeWithBigquery('the connection of bulk reads', (bigquery) => {
  const trusted = tls.getCACertificates('default')
  beforeAll(() => tls.setDefaultCACertificates([...trusted, authority.cert]))
  afterAll(() => tls.setDefaultCACertificates(trusted))

  test.each(['close', 'reset'] as const)(
    'a connection that ends by %s is made anew, and the stream is read on',
    async (kind) => {
      const { url, config, port } = await prepared()
      await using proxy = await startFaultProxy({
        targetPort: port,
        down: [{ kind, afterBytes: 9_000_000 }],
      })
      await using source = await open(url, {
        ...config,
        storageEndpoint: `http://127.0.0.1:${proxy.port}`,
      })
      const { rows } = await source.read(model)
      expect(rows.map(([id]) => id)).toEqual(ids)
      expect(proxy.connections).toBeGreaterThan(1)
      const reads = (await storageRequests(url)).filter((request) => request.kind === 'rows')
      expect(reads).toHaveLength(proxy.connections)
    },
  )

  test('an end point with https is spoken to by TLS, and the connection is closed after the read', async () => {
    const { url, config, port } = await prepared()
    await using front = await startTls(port)
    await using source = await open(url, {
      ...config,
      storageEndpoint: `https://127.0.0.1:${front.port}`,
    })
    const { rows } = await source.read(model)
    expect(rows.map(([id]) => id)).toEqual(ids)
    expect(await storageRequests(url)).toHaveLength(2)
    await expect.poll(() => front.open()).toBe(0)
  })

  async function prepared() {
    const url = await bigquery.createDatabase()
    await giveResult(url, given)
    const config = await bulkConfigOf(url)
    return { url, config, port: Number(new URL(config['storageEndpoint'] ?? '').port) }
  }
})

interface TlsFront extends AsyncDisposable {
  readonly port: number
  /** How many connections are open. */
  open(): number
}

/** TLS in front of a port that speaks HTTP/2. */
async function startTls(port: number): Promise<TlsFront> {
  let openCount = 0
  const server = tls.createServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => {
    openCount += 1
    socket.on('close', () => (openCount -= 1))
    const upstream = connect(port, '127.0.0.1')
    socket.on('error', () => upstream.destroy()).pipe(upstream)
    upstream.on('error', () => socket.destroy()).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    open: () => openCount,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
