import net from 'node:net'
import { chunkColumns } from '@revetl/sdk/host'
import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'

const countBackends = `
  select count(*)::int as n from pg_stat_activity
  where application_name = 'rev' and datname = current_database() and state = 'active'
    and backend_type = 'client backend'`

await describeWithPostgres('a read', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create table wide as select i as id, repeat(md5(i::text), 20) as text from generate_series(1, 60000) i',
    )
  })
  const wide = { kind: 'sql', sql: 'table wide' } as const
  const backends = async (): Promise<unknown> => (await run(url, countBackends))[0]?.['n']

  test('sees one state from the first row to the last', async () => {
    await run(url, 'create table moving as select i as id, 1 as v from generate_series(1, 50000) i')
    await using source = await open(url)
    const model = { kind: 'sql', sql: "select *, repeat('x', 200) from moving" } as const
    const { columns, chunks } = await source.stream(model)
    await chunks.next()
    await run(url, 'update moving set v = 2', 'delete from moving where id > 40000')
    let rows = 0
    for await (const chunk of chunks) {
      rows += chunk.rowCount
      expect(new Set(chunkColumns(chunk, columns.length)[1])).toEqual(new Set(['1']))
    }
    expect(rows).toBeGreaterThan(40_000)
  })

  test('holds few rows at a time, so that a slow reader costs no memory', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    let most = 0
    for await (const chunk of chunks) most = Math.max(most, chunk.rowCount)
    expect(most).toBeGreaterThan(1_000)
    expect(most).toBeLessThan(20_000)
  })

  test('carries a value of 20 MB', async () => {
    await using source = await open(url)
    const { rows } = await source.read({ kind: 'sql', sql: "select repeat('é', 10 << 20), 1" })
    expect(rows[0]?.[0]).toHaveLength(10 << 20)
  })

  test('that is aborted fails, and the server stops working for it', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const read = source.read(
      { kind: 'sql', sql: 'select count(*) from wide a, wide b, wide c' },
      { signal: abort.signal },
    )
    const failed = read.catch((error: unknown) => error)
    await expect.poll(backends).toBe(1)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(backends).toBe(0)
  })

  test('that is aborted fails even where all its rows are here already', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const few = { kind: 'sql', sql: 'select * from wide limit 3000' } as const
    const { chunks } = await source.stream(few, { signal: abort.signal })
    await chunks.next()
    await expect.poll(backends).toBe(0)
    abort.abort()
    await expect(Array.fromAsync(chunks)).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  })

  test('that its reader leaves early stops on the server', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    await chunks.return({ rows: 0 })
    await expect.poll(backends).toBe(0)
  })

  test('whose connection the server ends is an error and no end', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    await run(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rev' and datname = current_database()",
    )
    await expect(Array.fromAsync(chunks)).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
  })

  test('whose connection is cut anywhere is an error and no end', async () => {
    const target = new URL(url)
    for (const bytesMax of [20_000, 1_000_000, 7_000_001]) {
      await using proxy = await cuttingProxy(Number(target.port), bytesMax)
      const through = new URL(url)
      through.port = String(proxy.port)
      await using source = await open(through.href)
      await expect(source.read(wide)).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
    }
  })

  test('that fails on its last row is an error', async () => {
    await using source = await open(url)
    const sql = 'select 1 / (60000 - id), text from wide'
    await expect(source.read({ kind: 'sql', sql })).rejects.toMatchObject({ code: 'REV_MODEL_SQL' })
  })
})

await describeWithPostgres('a connection', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create schema shop',
      'create domain price as numeric(10,2)',
      'create table shop."Order Lines" (id int8 primary key, price price not null, tags text[])',
      'create view shop.cheap as select id from shop."Order Lines"',
    )
  })

  test('tells who it is and warns of a role that can do too much', async () => {
    await using source = await open(url)
    const { account, warnings } = await source.check()
    expect(account).toEqual({ id: expect.stringContaining('/rev_'), name: 'postgres' })
    expect(warnings).toEqual([expect.stringContaining('superuser')])
  })

  test('lists tables and views with types, domains among them', async () => {
    await using source = await open(url)
    const { tables } = await source.discover()
    expect(tables).toEqual([
      {
        path: ['shop', 'Order Lines'],
        columns: [
          { name: 'id', type: 'integer', sourceType: 'bigint', nullable: false },
          {
            name: 'price',
            type: 'decimal',
            precision: 10,
            scale: 2,
            sourceType: 'price',
            nullable: false,
          },
          { name: 'tags', type: 'json', sourceType: 'text[]', nullable: true },
        ],
      },
      {
        path: ['shop', 'cheap'],
        columns: [{ name: 'id', type: 'integer', sourceType: 'bigint', nullable: true }],
      },
    ])
  })

  test('with a role that only reads has no warning, with one that reads nothing says so', async () => {
    const reader = `reader_${Date.now()}`
    await run(url, `create role ${reader} login password 'made-up'`)
    try {
      await using source = await open(asUser(url, reader, 'made-up'))
      expect((await source.check()).warnings).toEqual([
        expect.stringContaining('can read no table'),
      ])
      await run(
        url,
        `grant usage on schema shop to ${reader}`,
        `grant select on all tables in schema shop to ${reader}`,
      )
      expect((await source.check()).warnings).toEqual([])
      await run(url, `grant update on shop."Order Lines" to ${reader}`)
      expect((await source.check()).warnings).toEqual([
        expect.stringContaining('can write to shop."Order Lines"'),
      ])
    } finally {
      await run(url, `drop owned by ${reader}`, `drop role ${reader}`)
    }
  })

  test.each([
    ['a wrong password', (at: URL) => (at.password = 'wrong'), 'REV_AUTH_INVALID'],
    ['no password', (at: URL) => (at.password = ''), 'REV_AUTH_INVALID'],
    ['an unknown user', (at: URL) => (at.username = 'nobody_here'), 'REV_AUTH_INVALID'],
    ['an unknown database', (at: URL) => (at.pathname = '/nowhere'), 'REV_CONFIG_INVALID'],
    ['a port where nothing listens', (at: URL) => (at.port = '1'), 'REV_NETWORK_UNREACHABLE'],
    [
      'a host that does not exist',
      (at: URL) => (at.host = 'db.invalid'),
      'REV_NETWORK_UNREACHABLE',
    ],
    [
      'encryption that the server lacks',
      (at: URL) => (at.search = '?sslmode=require'),
      'REV_HTTP_TLS',
    ],
  ])('with %s fails as that', async (_name, change, code) => {
    const at = new URL(url)
    change(at)
    await using source = await open(at.href)
    const check = source.check()
    await expect(check).rejects.toMatchObject({ code })
    await expect(check).rejects.not.toThrow(new URL(url).password)
  })
})

async function cuttingProxy(port: number, bytesMax: number) {
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    let left = bytesMax
    client.on('error', () => undefined).pipe(upstream)
    upstream
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        client.write(bytes.subarray(0, left))
        left -= bytes.length
        if (left > 0) return
        client.end()
        upstream.destroy()
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  }
}
