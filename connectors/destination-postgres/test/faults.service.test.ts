import net from 'node:net'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { beforeAll, expect, test, vi } from 'vitest'
import { asUser, open, run } from './database.ts'

await describeWithPostgres('a write', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(url, 'create table people (id int primary key, name text)')
  })
  const records = [{ id: 1, name: 'Ann' }]
  const upsert = { object: 'people', operation: 'upsert', records } as const

  async function whileLocked(work: (unlock: () => Promise<void>) => Promise<void>): Promise<void> {
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('begin; lock table people in exclusive mode')
    const waits = `select count(*)::int as n from pg_stat_activity
      where application_name = 'rev' and datname = current_database() and wait_event_type = 'Lock'`
    try {
      await work(async () => {
        await vi.waitUntil(async () => (await run(url, waits))[0]?.['n'] === 1, { timeout: 10_000 })
      })
    } finally {
      await holder.query('rollback')
      await holder.end()
    }
  }

  test('that is stopped is not applied and can be sent again', async () => {
    await using destination = await open(url)
    await destination.discover()
    await whileLocked(async (untilWaiting) => {
      const abort = new AbortController()
      const write = destination.write({ ...upsert, signal: abort.signal })
      await untilWaiting()
      abort.abort()
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_RUN_CANCELLED' }])
    })
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('whose connection the server ends before the commit can be sent again', async () => {
    await using destination = await open(url)
    await destination.discover()
    await whileLocked(async (untilWaiting) => {
      const write = destination.write(upsert)
      await untilWaiting()
      await run(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rev' and datname = current_database()",
      )
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_NETWORK_UNREACHABLE' }])
    })
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('whose answer to the commit is lost is unknown, although it was applied', async () => {
    await run(url, 'truncate people')
    await using proxy = await proxyThatLosesCommit(Number(new URL(url).port))
    const through = new URL(url)
    through.port = String(proxy.port)
    await using destination = await open(through.href)
    expect(await destination.write(upsert)).toMatchObject([{ status: 'unknown' }])
    expect(await run(url, 'table people')).toEqual(records)
  })

  test('that the server rolls back at the commit is not applied', async () => {
    await run(
      url,
      'create table late (id int primary key)',
      `create function refuse() returns trigger language plpgsql
        as $$ begin set constraints all deferred; return new; end $$`,
      'create trigger defer before insert on late for each row execute function refuse()',
      `create function fail() returns trigger language plpgsql
        as $$ begin raise exception 'not today'; end $$`,
      'create constraint trigger at_end after insert on late deferrable initially deferred for each row execute function fail()',
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'late',
      operation: 'upsert',
      records: [{ id: 1 }],
    })
    expect(outcomes).toMatchObject([{ status: 'retry' }])
    expect(await run(url, 'table late')).toEqual([])
  })

  test('to a table that is gone ends the run', async () => {
    await run(url, 'create table gone (id int primary key)')
    await using destination = await open(url)
    await destination.discover()
    await run(url, 'drop table gone')
    const write = destination.write({ object: 'gone', operation: 'upsert', records: [{ id: 1 }] })
    await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    await expect(write).rejects.toThrow('there is no such table')
  })

  test('to a column that is not there ends the run, also when it goes between two batches', async () => {
    await run(url, 'create table shrinking (id int primary key, name text)')
    await using destination = await open(url)
    const write = () =>
      destination.write({
        object: 'shrinking',
        operation: 'upsert',
        records: [{ id: 1, name: 'x' }],
      })
    expect(await write()).toMatchObject([{ status: 'ok' }])
    await run(url, 'alter table shrinking drop column name')
    await expect(write()).rejects.toMatchObject({ code: 'REV_CONFIG_MAPPING' })
    await run(url, 'alter table shrinking add column name int')
    expect(await write()).toMatchObject([{ status: 'rejected', field: 'name' }])
    await run(url, 'alter table shrinking alter column name type varchar(5)')
    expect(await write()).toMatchObject([{ status: 'ok' }])
  })

  test('by columns without a unique index names the statement that makes one', async () => {
    await run(url, 'create table "Lo""ose" (id int primary key, "a""b" int)')
    await using destination = await open(url)
    const write = destination.write({
      object: '"Lo""ose"',
      operation: 'upsert',
      matchOn: ['a"b'],
      records: [{ 'a"b': 1 }],
    })
    await expect(write).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: 'create unique index on "public"."Lo""ose" ("a""b");',
    })
  })

  test('that the role may not do ends the run and names the table', async () => {
    const user = `reader_${Date.now()}`
    await run(
      url,
      `create role ${user} login password 'made-up'`,
      `grant select, insert on people to ${user}`,
    )
    try {
      await using destination = await open(asUser(url, user, 'made-up'))
      const write = destination.write(upsert)
      await expect(write).rejects.toMatchObject({ code: 'REV_AUTH_SCOPE', delivery: 'auth' })
      await expect(write).rejects.toThrow('people')
    } finally {
      await run(url, `drop owned by ${user}`, `drop role ${user}`)
    }
  })

  test('to a server that is not there was not sent', async () => {
    const nowhere = new URL(url)
    nowhere.port = '1'
    await using destination = await open(nowhere.href)
    const check = destination.check()
    await expect(check).rejects.toMatchObject({
      code: 'REV_NETWORK_UNREACHABLE',
      delivery: 'not-sent',
    })
  })
})

/** Forwards everything until it has passed a COMMIT on; then it cuts the connection to the client. */
async function proxyThatLosesCommit(port: number) {
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    let isCommitted = false
    client
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        isCommitted ||= bytes.includes('commit\0')
        upstream.write(bytes)
      })
    upstream
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        if (isCommitted) client.destroy()
        else client.write(bytes)
      })
    client.on('close', () => upstream.end())
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
