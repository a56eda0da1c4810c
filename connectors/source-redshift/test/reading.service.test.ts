import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import { describeWithRedshift } from '@revetl/testkit/services/vitest'
import { openSource } from '@revetl/testkit'
import { beforeAll, expect, test } from 'vitest'
import definition from '../src/index.ts'
import { open } from './database.ts'

const countBackends = `
  select count(*)::int as n from pg_stat_activity
  where application_name = 'rev' and datname = current_database() and state = 'active'
    and backend_type = 'client backend'`

await describeWithRedshift('a read', (redshift) => {
  let url: string
  beforeAll(async () => {
    url = await redshift.createDatabase()
    await run(
      url,
      'create table wide as select i as id, repeat(md5(i::text), 20) as text from generate_series(1, 30000) i',
    )
  })
  const wide = { kind: 'sql', sql: 'select * from wide' } as const
  const backends = async (): Promise<unknown> => (await run(url, countBackends))[0]?.['n']

  test('says under the label of its queries which run it is, and what it took', async () => {
    await using source = await open(url)
    const seen = { id: 'R-17', sync: "people's", startedAt: '2026-11-27T04:00:00Z' }
    const sql = "select current_setting('rev.query_group') as label"
    expect((await source.read({ kind: 'sql', sql }, { run: seen })).rows).toEqual([
      ['rev R-17 people_s'],
    ])
    expect((await source.read({ kind: 'sql', sql })).rows).toEqual([['rev']])
    const costs = source.logs.filter(({ level }) => level === 'info')
    expect(costs).toHaveLength(1)
    expect(Number(costs[0]?.details?.['elapsedUs'])).toBeGreaterThan(0)
  })

  test('that is aborted fails, and the server stops working for it', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const sql = 'select count(*) from wide a, wide b, wide c'
    const read = source.read({ kind: 'sql', sql }, { signal: abort.signal })
    const failed = read.catch((error: unknown) => error)
    await expect.poll(backends).toBe(1)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(backends).toBe(0)
  })

  test('that its reader leaves early stops on the server', async () => {
    await using source = await open(url)
    const { chunks } = await source.stream(wide)
    await chunks.next()
    await chunks.return({ rows: 0 })
    await expect.poll(backends).toBe(0)
  })

  test('that asks for more rows at once than a node allows says what to set', async () => {
    const config = { url, fetchRows: 4_000 }
    await using wider = await openSource(definition, { config, projectPath: import.meta.dirname })
    await expect(wider.read(wide)).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining('fetchRows') as string,
    })
  })

  test.each([
    ['selec 1', 'REV_MODEL_SQL'],
    ['select 1) m; drop table wide; --', 'REV_MODEL_NOT_A_QUERY'],
    ['select id into copied from wide', 'REV_MODEL_NOT_A_QUERY'],
    ['show timezone', 'REV_MODEL_NOT_A_QUERY'],
    ['select 1 from nowhere', 'REV_MODEL_NOT_FOUND'],
    ['select $1::int', 'REV_MODEL_SQL'],
    ['select 1 as a, 2 as a', 'REV_MODEL_SQL'],
  ])('of %s fails with %s and changes nothing', async (sql, code) => {
    await using source = await open(url)
    await expect(source.read({ kind: 'sql', sql })).rejects.toMatchObject({ code })
    expect(await run(url, 'select count(*)::int as n from wide')).toEqual([{ n: 30_000 }])
  })

  test('of a text with a quote behind a backslash is of one statement', async () => {
    await using source = await open(url)
    const sql = String.raw`select 'it\'s; drop table wide' as v`
    const { rows } = await source.read({ kind: 'sql', sql })
    expect(rows).toEqual([["it's; drop table wide"]])
  })

  test('of a wrong model says where', async () => {
    await using source = await open(url)
    const sql = "select id,\n  '👩', nmae\nfrom wide"
    await expect(source.describe({ kind: 'sql', sql })).rejects.toMatchObject({
      place: { file: '', line: 2, column: 9 },
    })
  })

  test('never reaches another table by a name that Redshift would cut', async () => {
    await using source = await open(url)
    const read = source.read({ kind: 'table', table: ['a'.repeat(128)] })
    await expect(read).rejects.toMatchObject({ code: 'REV_MODEL_NOT_FOUND' })
  })
})

await describeWithRedshift('a connection', (redshift) => {
  let url: string
  beforeAll(async () => {
    url = await redshift.createDatabase()
    await run(
      url,
      'create schema shop',
      'create table shop."order lines" (id int8 not null, price numeric(10,2), extra super)',
      'create view shop.cheap as select id from shop."order lines"',
      `insert into redshift_shape.external_columns values
        ('lake', 'clicks', 'url', 'varchar(2000)', 1), ('lake', 'clicks', 'cents', 'decimal(18,2)', 2)`,
    )
  })

  test('lists tables, views and external tables with their types', async () => {
    await using source = await open(url)
    const { tables } = await source.discover()
    expect(tables).toEqual([
      {
        path: ['lake', 'clicks'],
        columns: [
          { name: 'url', type: 'string', sourceType: 'varchar(2000)', nullable: true },
          { name: 'cents', type: 'decimal', sourceType: 'decimal(18,2)', nullable: true },
        ],
      },
      { path: ['shop', 'cheap'], columns: [expect.objectContaining({ name: 'id' })] },
      {
        path: ['shop', 'order lines'],
        columns: [
          { name: 'id', type: 'integer', sourceType: 'bigint', nullable: false },
          {
            name: 'price',
            type: 'decimal',
            precision: 10,
            scale: 2,
            sourceType: 'numeric',
            nullable: true,
          },
          { name: 'extra', type: 'json', sourceType: 'super', nullable: true },
        ],
      },
    ])
  })

  test('tells who it is and warns of a user that can do too much or too little', async () => {
    const reader = `reader_${Date.now()}`
    await run(url, `create user ${reader} password 'made-up'`)
    try {
      await using admin = await open(url)
      expect(await admin.check()).toEqual({
        account: { id: expect.stringContaining('/rev_') as string, name: 'postgres' },
        warnings: [expect.stringContaining('superuser')],
      })
      await using source = await open(asUser(url, reader, 'made-up'))
      await run(url, 'revoke select on redshift_shape.external_columns from public')
      await run(url, `grant usage on schema shop to ${reader}`)
      await run(url, `grant select on all tables in schema shop to ${reader}`)
      expect((await source.check()).warnings).toEqual([])
      await run(url, `grant update on shop."order lines" to ${reader}`)
      expect((await source.check()).warnings).toEqual([
        expect.stringContaining('can write to shop.order lines'),
      ])
    } finally {
      await run(url, `drop owned by ${reader}`, `drop user ${reader}`)
    }
  })

  test('to a Postgres is refused with the connector that it needs', async () => {
    const { providePostgres } = await import('@revetl/testkit/services')
    await using postgres = await providePostgres()
    await using source = await open(await postgres.createDatabase())
    await expect(source.check()).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining('`postgres`') as string,
    })
  })
})
