import { describeWithSnowflake } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { databaseOf, newKey, open, openWith, placeOf, run, sent } from './database.ts'

const sql = (text: string) => ({ kind: 'sql', sql: text }) as const
const many = sql('select seq4() as id, 1 as v from table(generator(rowcount => 40000))')
const tagged = { id: 'r-17', sync: 'people', startedAt: '2026-11-27T04:00:00Z' }

await describeWithSnowflake('reading from Snowflake', (snowflake) => {
  test('the query carries the run, and its cost is in the log', async () => {
    const url = await snowflake.createDatabase()
    await using source = await open(url)
    const { chunks } = await source.stream(sql('select 1.5::float as a'), { run: tagged })
    await drain(chunks)
    const query = (await sent(url)).find((one) => one.sql.includes(`to_varchar("A", 'TME') as "A"`))
    expect(query?.tag).toBe('rev run r-17 of people')
    expect(query?.cancelled).toBe(false)
    const cost = source.logs.find(({ level }) => level === 'info')
    expect(cost?.details).toEqual({
      queryId: query?.handle,
      bytesScanned: 1024,
      rows: 1,
      totalMs: 7,
      executionMs: 3,
      warehouseSize: 'X-Small',
    })
  })

  test('a reader that leaves stops the statement at once', async () => {
    const url = await snowflake.createDatabase()
    await using source = await open(url)
    const { chunks } = await source.stream(many, { run: tagged })
    await chunks.next()
    await chunks.return({ rows: 0 })
    expect((await sent(url)).at(-1)?.cancelled).toBe(true)
  })

  test('a run that is stopped while the query runs stops it', async () => {
    const url = await snowflake.createDatabase()
    const abort = new AbortController()
    await using source = await open(url)
    const failed = source
      .stream(sql('select system$wait(60) as a'), { signal: abort.signal })
      .catch((error: unknown) => error)
    // The model is described first, which would wait as long.
    await expect.poll(() => sent(url)).toHaveLength(1)
    abort.abort(new Error('stopped'))
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect
      .poll(async () => (await sent(url)).map(({ cancelled, ended }) => [cancelled, ended]))
      .toEqual([[true, true]])
  })

  test('a query that an administrator stops is a failed read', async () => {
    const url = await snowflake.createDatabase()
    await using source = await open(url)
    const reading = source.read(sql('select system$wait(60) as a')).catch((error: unknown) => error)
    await expect.poll(() => sent(url)).toHaveLength(1)
    const [statement] = await sent(url)
    const { origin, password } = new URL(url)
    await fetch(`${origin}/api/v2/statements/${statement?.handle ?? ''}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${password}` },
    })
    expect(await reading).toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('canceled') as string,
    })
  })

  test('a warehouse that does not wake is an error that says what to grant', async () => {
    const url = await snowflake.createDatabase()
    await using source = await open(url, { warehouse: 'ASLEEP' })
    await expect(source.read(sql('select 1 as a'))).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      hint: expect.stringContaining('AUTO_RESUME') as string,
    })
  })

  test('a token and client credentials log in, and a token that ends in the middle is renewed', async () => {
    const url = await snowflake.createDatabase()
    const { origin, password } = new URL(url)
    await using byToken = await openWith({ ...placeOf(url), accessToken: password })
    expect((await byToken.read(sql('select 1 as a'))).rows).toEqual([['1']])
    const client = { oauthClientId: 'rev-client', oauthClientSecret: password }
    const oauth = { oauthTokenUrl: `${origin}/oauth/token`, ...client }
    await using byClient = await openWith({ ...placeOf(url), ...oauth })
    const { chunks } = await byClient.stream(many)
    await chunks.next()
    await fetch(`${origin}/oauth/expire`)
    expect(await drain(chunks)).toEqual({ rows: 40_000 })
  })

  test('a token that nothing renews and that ends in the middle is a refusal and no end', async () => {
    const url = await snowflake.createDatabase()
    const { origin, password } = new URL(url)
    const client = new URLSearchParams({ client_id: 'rev-client', client_secret: password })
    const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', body: client })
    const { access_token: accessToken } = (await answer.json()) as { access_token: string }
    await using source = await openWith({ ...placeOf(url), accessToken })
    const { chunks } = await source.stream(many)
    await chunks.next()
    await fetch(`${origin}/oauth/expire`)
    await expect(drain(chunks)).rejects.toMatchObject({ code: 'REV_AUTH_INVALID' })
  })

  test('a token that has ended and a key that the user does not have say what to check', async () => {
    const url = await snowflake.createDatabase()
    const place = placeOf(url)
    await using byToken = await openWith({ ...place, accessToken: 'ended-0123456789' })
    await using byKey = await open(url, { privateKey: newKey().privateKey })
    for (const source of [byToken, byKey]) {
      await expect(source.check()).rejects.toMatchObject({
        code: 'REV_AUTH_INVALID',
        hint: expect.stringContaining('RSA_PUBLIC_KEY') as string,
      })
    }
  })

  test('check names user, role and database, and warns of a role that can too much', async () => {
    const url = await snowflake.createDatabase()
    await run(url, 'create table t (a int)')
    await using source = await open(url, { role: 'REV_READER' })
    const database = databaseOf(url)
    expect(await source.check()).toEqual({
      account: { id: `REV-TEST/${database}`, name: `USER_${database} with REV_READER` },
      warnings: [],
    })
    const { warehouse: _none, ...place } = placeOf(await snowflake.createDatabase())
    const { password } = new URL(url)
    await using mighty = await openWith({ ...place, role: 'ACCOUNTADMIN', accessToken: password })
    const { warnings = [] } = await mighty.check()
    expect(warnings).toEqual([
      expect.stringContaining('far more than read'),
      expect.stringContaining('no warehouse'),
      expect.stringContaining('can read nothing'),
    ])
  })

  test('a cell of ten megabytes and two thousand columns are read whole', async () => {
    const url = await snowflake.createDatabase()
    await using source = await open(url)
    const long = await source.read(sql("select repeat(repeat('ä', 5000), 1000) as long"))
    expect(long.rows[0]?.[0]).toHaveLength(5_000_000)
    const list = Array.from({ length: 2_000 }, (_none, index) => `c${index} int`)
    await run(url, `create table wide (${list.join(', ')})`)
    await run(url, 'insert into wide (c1999) values (1999)')
    const wide = await source.read({ kind: 'table', table: ['WIDE'] })
    expect(wide.columns).toHaveLength(2_000)
    expect(wide.rows[0]?.slice(-2)).toEqual([null, '1999'])
  })

  test('a view whose table is gone is refused', async () => {
    const url = await snowflake.createDatabase()
    await run(url, 'create table t (a int)', 'create view v as select * from t', 'drop table t')
    await using source = await open(url)
    await expect(source.describe(sql('select * from v'))).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
    })
  })

  test('tables and views with hostile names are discovered with their types and read by name', async () => {
    const url = await snowflake.createDatabase()
    const name = 'select "x'
    const quoted = `"${name.replaceAll('"', '""')}"`
    await run(url, `create table ${quoted} ("from" number(5,2), b varchar)`)
    await run(url, `insert into ${quoted} values (1.5, 'x')`)
    await run(url, 'create schema other', 'create view other.v as select 1::float as n')
    await using source = await open(url)
    const { tables } = await source.discover()
    const database = databaseOf(url)
    expect(tables.map(({ path, columns }) => [path, columns.map(({ type }) => type)])).toEqual([
      [[database, 'OTHER', 'V'], ['number']],
      [
        [database, 'PUBLIC', name],
        ['decimal', 'string'],
      ],
    ])
    const read = await source.read({ kind: 'table', table: [database, 'PUBLIC', name] })
    expect(read.rows).toEqual([['1.50', 'x']])
  })

  test('a list of columns that comes in several parts is discovered whole, in every database', async () => {
    const url = await snowflake.createDatabase()
    const list = Array.from({ length: 1_300 }, (_none, index) => `c${index} int`)
    await run(url, `create table wide (${list.join(', ')})`)
    const { database, schema: _none, ...everywhere } = placeOf(url)
    await using source = await openWith({ ...everywhere, accessToken: new URL(url).password })
    const { tables } = await source.discover()
    const wide = tables.find(({ path }) => path[0] === database)
    expect(wide?.path).toEqual([database, 'PUBLIC', 'WIDE'])
    expect(wide?.columns.map(({ name }) => name)).toEqual(list.map((_name, index) => `C${index}`))
  })
})

async function drain(chunks: AsyncGenerator<unknown, unknown, void>): Promise<unknown> {
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return next.value
  }
}
