import type { Outcome } from '@revetl/sdk'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { beforeEach, expect, test } from 'vitest'
import { killSessions, open, run } from './database.ts'

const shortly = (outcomes: readonly Outcome[]): unknown[] =>
  outcomes.map((outcome) => {
    if (outcome.status === 'ok') return outcome.effect
    if (outcome.status === 'skipped') return `skipped ${outcome.reason}`
    return outcome.status
  })

await describeWithMariadb('an operation', (mariadb) => {
  let url: string
  beforeEach(async () => {
    url = await mariadb.createDatabase()
    await run(
      url,
      `create table people (
        id int primary key, email varchar(100) unique, name varchar(100) not null default 'new',
        age int, kept varchar(20) default 'theirs', touched int not null default 0)`,
      'create trigger touch before update on people for each row set new.touched = old.touched + 1',
      "insert into people (id, email, name, age) values (1, 'ann@example.com', 'Ann', 30), (2, 'bob@example.com', 'Bob', 40)",
    )
  })
  const people = (): Promise<Record<string, unknown>[]> =>
    run(url, 'select * from people order by id')

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

  test('upsert tells values apart that only compare as equal', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'upsert',
      records: [{ id: 1, name: 'ANN' }],
    })
    expect(shortly(outcomes)).toEqual(['updated'])
    expect(await people()).toMatchObject([{ name: 'ANN' }, {}])
  })

  test('upsert finds rows by any unique index, and never by another than the one asked for', async () => {
    await using destination = await open(url)
    const byEmail = await destination.write({
      object: 'people',
      operation: 'upsert',
      matchOn: ['email'],
      records: [{ email: 'bob@example.com', id: 20, name: 'Bobby' }],
    })
    expect(shortly(byEmail)).toEqual(['updated'])
    expect(await people()).toMatchObject([{ id: 1 }, { id: 20, name: 'Bobby', age: 40 }])
    const byId = await destination.write({
      object: 'people',
      operation: 'upsert',
      matchOn: ['id'],
      records: [{ id: 5, email: 'ann@example.com', name: 'Thief' }],
    })
    expect(byId).toMatchObject([{ status: 'rejected', code: 'REV_RECORD_CONFLICT' }])
    expect(await people()).toMatchObject([{ id: 1, name: 'Ann' }, { id: 20 }])
  })

  test('upsert meets the row that the column takes for the same, whatever the case', async () => {
    await using destination = await open(url)
    const write = (email: string) =>
      destination.write({
        object: 'people',
        operation: 'upsert',
        matchOn: ['email'],
        records: [{ email, id: 1, name: 'Ann' }],
      })
    expect(shortly(await write('ANN@example.com'))).toEqual(['unchanged'])
    const twins = await destination.write({
      object: 'people',
      operation: 'upsert',
      matchOn: ['email'],
      records: [
        { email: 'cy@example.com', id: 8, name: 'Cy' },
        { email: 'CY@example.com', id: 9, name: 'Cy' },
        { email: 'di@example.com', id: 10, name: 'Di' },
      ],
    })
    expect(twins).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
      { status: 'ok', effect: 'created' },
    ])
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

  test('upsert of two records that swap a unique value takes both where the order allows it', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'upsert',
      records: [
        { id: 3, email: 'ann@example.com' },
        { id: 1, email: 'new@example.com' },
      ],
    })
    expect(shortly(outcomes)).toEqual(['created', 'updated'])
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
    await run(url, 'create table events (what text, at timestamp(6) null)')
    await using destination = await open(url)
    const event = { what: 'seen', at: '2026-01-31T13:05:00Z' }
    const outcomes = await destination.write({
      object: 'events',
      operation: 'append',
      types: { what: 'string', at: 'timestamptz' },
      records: [event, event],
    })
    expect(shortly(outcomes)).toEqual(['created', 'created'])
    expect(await run(url, 'select distinct what, at from events')).toEqual([
      { what: 'seen', at: '2026-01-31 13:05:00.000000' },
    ])
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
    await killSessions(url)
    expect(await died.write({ records: [{ id: 7 }] })).toMatchObject([{ status: 'retry' }])
    await expect(died.commit()).rejects.toMatchObject({ code: 'REV_NETWORK_UNREACHABLE' })
    expect(await people()).toMatchObject([{ id: 1 }, { id: 2 }])
  })

  test('replace refuses a table whose rows others follow', async () => {
    await run(
      url,
      'create table pets (owner int, foreign key (owner) references people (id) on delete cascade)',
    )
    await using destination = await open(url)
    const session = destination.session({
      object: 'people',
      operation: 'replace',
      types: { id: 'integer' },
    })
    await expect(session).rejects.toThrow(/rows of pets would go/)
  })

  test('writes a thousand fields and a record of no fields but its match', async () => {
    const names = Array.from({ length: 1000 }, (_unused, index) => `f${index}`)
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
    expect(await run(url, 'select id, f999 from broad order by id')).toEqual([
      { id: 1, f999: 999 },
      { id: 2, f999: null },
    ])
  })
})
