import net from 'node:net'
import { chunkColumns } from '@revetl/sdk/host'
import { asUser, queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { killSessions, listSessions, open } from './database.ts'

const series = (count: number): string =>
  `with recursive i as (select 1 as id union all select id + 1 from i where id < ${count})`

await describeWithMariadb('a read', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
    await run(
      url,
      'set max_recursive_iterations = 100000',
      `create table wide as ${series(60_000)} select id, repeat(md5(id), 20) as text from i`,
    )
  })
  const wide = { kind: 'sql', sql: 'select * from wide' } as const
  const endless = { kind: 'sql', sql: 'select count(*) from wide a, wide b, wide c' } as const
  const sessions = async (): Promise<unknown[]> =>
    run(url, `${listSessions} and id <> connection_id()`)

  test('sees one state from the first row to the last', async () => {
    await run(
      url,
      'set max_recursive_iterations = 100000',
      `create table moving as ${series(50_000)} select id, 1 as v from i`,
    )
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

  test('carries a value of 10 MB', async () => {
    await run(
      url,
      'create table big (id int, cell longtext)',
      "insert into big values (1, repeat('é', 5 << 20))",
    )
    await using source = await open(url)
    const { rows } = await source.read({ kind: 'table', table: ['big'] })
    expect(rows[0]?.[1]).toHaveLength(5 << 20)
  })

  test('carries 2,000 columns', async () => {
    const columns = Array.from({ length: 2_000 }, (_, index) => `c${index} tinyint`)
    await run(
      url,
      `create table many (${columns.join(', ')}) engine=aria`,
      `insert into many values (${columns.map((_, index) => index % 100).join(', ')})`,
    )
    await using source = await open(url)
    const { columns: found, rows } = await source.read({ kind: 'table', table: ['many'] })
    expect(found).toHaveLength(2_000)
    expect(rows[0]?.[1_999]).toBe('99')
  })

  test('that is aborted fails, and the server stops working for it', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const read = source.read(endless, { signal: abort.signal })
    const failed = read.catch((error: unknown) => error)
    const isRunning = async (): Promise<boolean> =>
      (await run(url, `${listSessions} and info like 'select count(*) from wide a%'`)).length === 1
    await expect.poll(isRunning).toBe(true)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(sessions).toEqual([])
  })

  test('that is aborted fails even where all its rows are here already', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const few = { kind: 'sql', sql: 'select id from wide limit 3000' } as const
    const { chunks } = await source.stream(few, { signal: abort.signal })
    await chunks.next()
    abort.abort()
    await expect(Array.fromAsync(chunks)).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
  })

  test('that its reader leaves early stops on the server', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    await chunks.return({ rows: 0 })
    await expect.poll(sessions).toEqual([])
  })

  test('whose connection the server ends is an error and no end', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    await killSessions(url)
    await expect(Array.fromAsync(chunks)).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
  })

  test('whose statement somebody kills is an error and no end', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    for (const { id } of (await sessions()) as { id: number }[]) await run(url, `kill query ${id}`)
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
    const sql = 'select 9223372036854775807 + (id = 60000), text from wide'
    await expect(source.read({ kind: 'sql', sql })).rejects.toMatchObject({ code: 'REV_MODEL_SQL' })
  })

  test('leaves no session on the server', async () => {
    await using source = await open(url)
    await source.read(wide)
    await source.describe(wide)
    await source.read(wide, { rowsMax: 10 })
    await expect.poll(sessions).toEqual([])
  })
})

await describeWithMariadb('a connection', (mariadb) => {
  let url: string
  let name: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
    name = new URL(url).pathname.slice(1)
    await run(
      url,
      "create table `Order ``Lines` (id bigint unsigned primary key, price decimal(10,2) not null, flag tinyint(1), more json, tag enum('a'), at geometry)",
      'create view cheap as select id from `Order ``Lines`',
    )
  })

  test('tells who it is and warns of a user that can do too much', async () => {
    await using source = await open(url)
    const { account, warnings } = await source.check()
    expect(account.id).toContain(`/${name}`)
    expect(account.name).toMatch(/@%$/)
    expect(warnings).toEqual([expect.stringContaining('FILE')])
  })

  test('lists tables and views with the types that a read has', async () => {
    await using source = await open(url)
    const { tables } = await source.discover()
    expect(tables.map(({ path }) => path)).toEqual([
      [name, 'cheap'],
      [name, 'Order `Lines'],
    ])
    expect(tables[1]?.columns).toMatchObject([
      { name: 'id', type: 'decimal', precision: 20, scale: 0, nullable: false },
      { name: 'price', type: 'decimal', precision: 10, scale: 2, sourceType: 'decimal(10,2)' },
      { name: 'flag', type: 'integer', sourceType: 'tinyint(1)', nullable: true },
      { name: 'more', type: 'json' },
      { name: 'tag', type: 'string', sourceType: "enum('a')" },
      { name: 'at', type: 'bytes', sourceType: 'geometry' },
    ])
    for (const { path, columns } of tables) {
      const read = await source.describe({ kind: 'table', table: path })
      const typed = (all: typeof columns) =>
        all.map(({ name: column, type, precision, scale }) => ({ column, type, precision, scale }))
      expect(typed(read)).toEqual(typed(columns))
    }
  })

  test('lists every database where none is configured', async () => {
    const other = new URL(await mariadb.createDatabase())
    await run(other.href, 'create table elsewhere (id int)')
    const nowhere = new URL(url)
    nowhere.pathname = '/'
    await using source = await open(nowhere.href)
    const { tables } = await source.discover()
    const paths = tables.map(({ path }) => path)
    expect(paths).toContainEqual([name, 'cheap'])
    expect(paths).toContainEqual([other.pathname.slice(1), 'elsewhere'])
    expect(paths.some(([schema]) => schema === 'mysql')).toBe(false)
  })

  test('with a user that only reads has no warning, with one that reads nothing says so', async () => {
    const reader = `reader_${Date.now()}`
    await run(
      url,
      `create user '${reader}' identified by 'made-up'`,
      `grant show view on \`${name}\`.* to '${reader}'`,
    )
    try {
      await using source = await open(asUser(url, reader, 'made-up'))
      expect((await source.check()).warnings).toEqual([
        expect.stringContaining('can read no table'),
      ])
      await run(url, `grant select on \`${name}\`.* to '${reader}'`)
      expect((await source.check()).warnings).toEqual([])
      await run(url, `grant update on \`${name}\`.\`Order \`\`Lines\` to '${reader}'`)
      expect((await source.check()).warnings).toEqual([
        expect.stringContaining(`can write to ${name}.Order \`Lines`),
      ])
    } finally {
      await run(url, `drop user '${reader}'`)
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
