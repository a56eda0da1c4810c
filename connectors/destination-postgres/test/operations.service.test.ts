import type { Outcome } from '@revetl/sdk'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeEach, expect, test } from 'vitest'
import { open, run } from './database.ts'

const shortly = (outcomes: readonly Outcome[]): unknown[] =>
  outcomes.map((outcome) => {
    if (outcome.status === 'ok') return outcome.effect
    if (outcome.status === 'skipped') return `skipped ${outcome.reason}`
    return outcome.status
  })

await describeWithPostgres('an operation', (postgres) => {
  let url: string
  beforeEach(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      `create table people (
        id int primary key, email text unique, name text not null default 'new', age int,
        kept text default 'theirs', touched int not null default 0)`,
      `create function touch() returns trigger language plpgsql
        as 'begin new.touched := old.touched + 1; return new; end'`,
      'create trigger touch before update on people for each row execute function touch()',
      `insert into people values (1, 'ann@example.com', 'Ann', 30), (2, 'bob@example.com', 'Bob', 40)`,
    )
  })
  const people = (): Promise<Record<string, unknown>[]> => run(url, 'table people order by id')

  test('upsert tells created, updated and unchanged apart and leaves other columns alone', async () => {
    await run(url, "update people set kept = 'mine' where id = 2")
    await using destination = await open(url)
    const records = [
      { id: 1, name: 'Ann', age: 30 },
      { id: 2, name: 'Bob', age: null },
      { id: 3, name: 'Cy', age: 50 },
    ]
    const write = () => destination.write({ object: 'people', operation: 'upsert', records })
    expect(shortly(await write())).toEqual(['unchanged', 'updated', 'created'])
    expect(await people()).toMatchObject([
      { id: 1, name: 'Ann', age: 30, touched: 0 },
      { id: 2, name: 'Bob', age: null, kept: 'mine', touched: 2 },
      { id: 3, name: 'Cy', age: 50, email: null, kept: 'theirs' },
    ])
    expect(shortly(await write())).toEqual(['unchanged', 'unchanged', 'unchanged'])
  })

  test('upsert finds rows by any unique index', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'upsert',
      matchOn: ['email'],
      records: [{ email: 'bob@example.com', id: 20, name: 'Bobby' }],
    })
    expect(shortly(outcomes)).toEqual(['updated'])
    expect(await people()).toMatchObject([{ id: 1 }, { id: 20, name: 'Bobby', age: 40 }])
  })

  test('upsert leaves a field alone that a record does not carry, and clears one that is null', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'upsert',
      records: [
        { id: 1, age: null },
        { id: 2, name: 'Rob' },
        { id: 3, email: 'cy@example.com' },
      ],
    })
    expect(shortly(outcomes)).toEqual(['updated', 'updated', 'created'])
    expect(await people()).toMatchObject([
      { id: 1, name: 'Ann', age: null },
      { id: 2, name: 'Rob', age: 40 },
      { id: 3, name: 'new', email: 'cy@example.com' },
    ])
  })

  test('update changes what is there and skips what is not', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'update',
      records: [
        { id: 1, name: 'Anna' },
        { id: 2, age: 40 },
        { id: 9, name: 'Nobody' },
      ],
    })
    expect(shortly(outcomes)).toEqual(['updated', 'unchanged', 'skipped no-match'])
    expect(await people()).toMatchObject([{ name: 'Anna', age: 30 }, { touched: 0 }])
  })

  test('create adds what is missing and leaves what exists', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'create',
      records: [
        { id: 1, name: 'Other' },
        { id: 3, name: 'Cy' },
      ],
    })
    expect(shortly(outcomes)).toEqual(['skipped exists', 'created'])
    expect(await people()).toMatchObject([{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cy' }])
  })

  test('delete removes, and of what is not there it says unchanged', async () => {
    await using destination = await open(url)
    const records = [{ id: 1 }, { id: 9 }]
    const write = () => destination.write({ object: 'people', operation: 'delete', records })
    expect(shortly(await write())).toEqual(['deleted', 'unchanged'])
    expect(shortly(await write())).toEqual(['unchanged', 'unchanged'])
    expect(await people()).toMatchObject([{ id: 2 }])
  })

  test('append adds each record, equal ones too', async () => {
    await run(url, 'create table events (what text, at timestamptz)')
    await using destination = await open(url)
    const event = { what: 'seen', at: '2026-01-31T13:05:00Z' }
    const outcomes = await destination.write({
      object: 'events',
      operation: 'append',
      records: [event, event],
    })
    expect(shortly(outcomes)).toEqual(['created', 'created'])
    expect(await run(url, 'select count(*)::int as n from events')).toEqual([{ n: 2 }])
  })

  test('replace shows all new rows at once and keeps what hangs on the table', async () => {
    await run(url, 'create view grown as select * from people where age > 35')
    await using destination = await open(url)
    const session = await destination.session({
      object: 'people',
      operation: 'replace',
      types: { id: 'integer', name: 'string', age: 'integer' },
    })
    const outcomes = await session.write({ records: [{ id: 2, name: 'B', age: 41 }] })
    expect(shortly(outcomes)).toEqual(['created'])
    expect(await session.write({ records: [{ id: 'x', name: 'bad' }] })).toMatchObject([
      { status: 'rejected', field: 'id' },
    ])
    await session.write({ records: [{ id: 7, name: 'C', age: 1 }] })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2, name: 'Bob' }])
    await session.commit()
    expect(await people()).toMatchObject([
      { id: 2, name: 'B' },
      { id: 7, name: 'C' },
    ])
    expect(await run(url, 'select id from grown')).toEqual([{ id: 2 }])
  })

  test('replace that is aborted, or whose connection dies, leaves the old rows', async () => {
    await using destination = await open(url)
    const request = { object: 'people', operation: 'replace', types: { id: 'integer' } } as const
    const aborted = await destination.session(request)
    await aborted.write({ records: [{ id: 5 }] })
    await aborted.abort()
    const died = await destination.session(request)
    await died.write({ records: [{ id: 6 }] })
    await run(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rev' and datname = current_database()",
    )
    expect(await died.write({ records: [{ id: 7 }] })).toMatchObject([{ status: 'retry' }])
    await expect(died.commit()).rejects.toMatchObject({ code: 'REV_NETWORK_UNREACHABLE' })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2 }])
  })

  test('replace refuses a table whose rows others follow', async () => {
    await run(url, 'create table pets (owner int references people on delete cascade)')
    await using destination = await open(url)
    const open2 = destination.session({
      object: 'people',
      operation: 'replace',
      types: { id: 'integer' },
    })
    await expect(open2).rejects.toThrow(/rows of pets would go/)
  })

  test('on a partitioned table says written where it cannot know more', async () => {
    await run(
      url,
      'create table parted (id int primary key, v text) partition by hash (id)',
      'create table parted_0 partition of parted for values with (modulus 1, remainder 0)',
    )
    await using destination = await open(url)
    const records = [{ id: 1, v: 'a' }]
    const write = () => destination.write({ object: 'parted', operation: 'upsert', records })
    expect(shortly(await write())).toEqual(['written'])
    expect(shortly(await write())).toEqual(['unchanged'])
  })

  test('that a trigger keeps back is no success', async () => {
    await run(
      url,
      "create function drop_row() returns trigger language plpgsql as 'begin return null; end'",
      'create trigger a_drop before insert or update or delete on people for each row execute function drop_row()',
      'create table sink (id int)',
      'create trigger a_drop before insert on sink for each row execute function drop_row()',
    )
    await using destination = await open(url)
    for (const operation of ['upsert', 'update', 'delete'] as const) {
      const records = operation === 'delete' ? [{ id: 1 }] : [{ id: 1, name: 'X' }]
      const outcomes = await destination.write({ object: 'people', operation, records })
      expect(outcomes).toMatchObject([{ status: 'retry' }])
    }
    const records = [{ id: 1 }, { id: 2 }]
    for (const [object, operation] of [
      ['people', 'create'],
      ['sink', 'append'],
    ] as const) {
      const given = object === 'people' ? [{ id: 8 }, { id: 9 }] : records
      const outcomes = await destination.write({ object, operation, records: given })
      expect(shortly(outcomes)).toEqual(['retry', 'retry'])
    }
  })

  test('writes more than a thousand fields and a record of no fields but its match', async () => {
    const names = Array.from({ length: 1200 }, (_unused, index) => `f${index}`)
    await run(
      url,
      `create table broad (id int primary key, ${names.map((n) => `${n} int`).join(', ')})`,
    )
    await using destination = await open(url)
    const record = { id: 1, ...Object.fromEntries(names.map((name, index) => [name, index])) }
    for (const [records, effect] of [
      [[record], 'created'],
      [[{ id: 1 }], 'unchanged'],
      [[{ id: 2 }], 'created'],
    ] as const) {
      const outcomes = await destination.write({ object: 'broad', operation: 'upsert', records })
      expect(shortly(outcomes)).toEqual([effect])
    }
    expect(await run(url, 'select id, f1199 from broad order by id')).toEqual([
      { id: 1, f1199: 1199 },
      { id: 2, f1199: null },
    ])
  })
})
