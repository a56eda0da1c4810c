import { ExactNumber, type Outcome, type Value, type ValueType } from '@revetl/sdk'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { asUser, open, run } from './database.ts'

const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status }) => status)

// column type, type of the value, a value that Postgres would otherwise change in silence
const losses: [string, ValueType, Value][] = [
  ['numeric(10,2)', 'decimal', new ExactNumber('1.005')],
  ['cents', 'decimal', new ExactNumber('1.005')],
  ['int', 'decimal', new ExactNumber('1.5')],
  ['int', 'number', 0.5],
  ['money', 'decimal', new ExactNumber('1.005')],
  ['date', 'timestamp', '2026-01-31T13:05:00'],
  ['date', 'string', '2026-01-31 13:05'],
  ['time', 'timestamp', '2026-01-31T13:05:00'],
  ['timestamp', 'timestamp', '2026-01-31T13:05:00.123456789'],
  ['timestamptz', 'timestamptz', '2026-01-31T13:05:00.1234567Z'],
  ['timestamp(0)', 'timestamp', '2026-01-31T13:05:00.5'],
  ['time(3)', 'time', '13:05:00.1234'],
  ['interval', 'interval', 'PT0.1234567S'],
  ['interval(0)', 'interval', 'PT0.5S'],
  ['varchar(3)', 'string', 'abc '],
  ['char(3)', 'string', 'abcd'],
  ['name', 'string', 'n'.repeat(64)],
]

// column type, type of the value, a value that Postgres refuses
const refusals: [string, ValueType, Value][] = [
  ['int', 'string', 'abc'],
  ['int', 'integer', 2_147_483_648],
  ['bigint', 'integer', new ExactNumber('9223372036854775808')],
  ['numeric(5,2)', 'decimal', 1000],
  ['float8', 'number', new ExactNumber('1e400')],
  ['float8', 'number', new ExactNumber('1e-400')],
  ['text', 'string', 'a\0b'],
  ['jsonb', 'json', { a: '\0' }],
  ['text', 'string', '\ud800'],
  ['uuid', 'string', 'x'],
  ['date', 'date', '2026-02-30'],
  ['mood', 'string', 'angry'],
  ['positive', 'integer', 0],
  ['bytea', 'bytes', '*'],
  ['int[]', 'json', [1, 'x']],
  ['int', 'boolean', true],
]

await describeWithPostgres('a record', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create domain cents as numeric(10,2)',
      'create domain positive as int check (value > 0)',
      "create type mood as enum ('sad', 'ok')",
    )
  })

  test.each([...losses, ...refusals])(
    'whose %s column would not keep a %s as it is is rejected: %j',
    async (columnType, type, value) => {
      await run(
        url,
        'drop table if exists one',
        `create table one (id int primary key, v ${columnType})`,
      )
      await using destination = await open(url)
      const outcomes = await destination.write({
        object: 'one',
        operation: 'upsert',
        types: { id: 'integer', v: type },
        records: [
          { id: 1, v: value },
          { id: 2, v: null },
        ],
      })
      expect(outcomes).toMatchObject([{ status: 'rejected', field: 'v' }, { status: 'ok' }])
      expect(await run(url, 'table one')).toEqual([{ id: 2, v: null }])
    },
  )

  test('is rejected with the constraint and the code, and never with a whole row', async () => {
    await run(
      url,
      'create table parent (id int primary key)',
      `create table child (
        id int primary key, parent int references parent deferrable initially deferred,
        email text unique, name text not null, age int constraint grown check (age >= 18))`,
      "insert into parent values (1); insert into child values (1, 1, 'a@example.com', 'A', 20)",
    )
    await using destination = await open(url)
    const good = { parent: 1, email: null, name: 'N', age: 20 }
    const outcomes = await destination.write({
      object: 'child',
      operation: 'upsert',
      types: { id: 'integer', parent: 'integer', email: 'string', name: 'string', age: 'integer' },
      records: [
        { ...good, id: 10 },
        { ...good, id: 11, parent: 99 },
        { ...good, id: 12, email: 'a@example.com' },
        { ...good, id: 13, name: null },
        { ...good, id: 14, age: 3 },
        { ...good, id: null },
        { ...good, id: 16 },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'created' },
      {
        code: 'REV_RECORD_REJECTED',
        vendorCode: '23503',
        message: expect.stringContaining('child_parent_fkey'),
      },
      {
        code: 'REV_RECORD_CONFLICT',
        vendorCode: '23505',
        message: expect.stringContaining('child_email_key'),
      },
      { code: 'REV_RECORD_REJECTED', vendorCode: '23502', field: 'name' },
      {
        code: 'REV_RECORD_REJECTED',
        vendorCode: '23514',
        message: expect.stringContaining('grown'),
      },
      { code: 'REV_VALUE_INVALID', field: 'id' },
      { status: 'ok', effect: 'created' },
    ])
    expect(JSON.stringify(outcomes)).not.toContain('Failing row')
  })

  test('at fault is found among a thousand, and costs no other', async () => {
    await run(url, 'create table many (id int primary key, v int not null check (v <> 13))')
    await using destination = await open(url)
    const records = Array.from({ length: 1000 }, (_unused, id) => ({
      id,
      v: id % 333 === 5 ? 13 : id === 700 ? null : 1,
    }))
    const outcomes = await destination.write({ object: 'many', operation: 'upsert', records })
    const bad = [5, 338, 671, 700]
    expect(statuses(outcomes)).toEqual(
      records.map(({ id }) => (bad.includes(id) ? 'rejected' : 'ok')),
    )
    expect(await run(url, 'select count(*)::int as n from many')).toEqual([{ n: 996 }])
  })

  test('that is the same to Postgres as another of its batch is rejected, and so is the other', async () => {
    await run(url, 'create table prices (id numeric primary key, v int)')
    await using destination = await open(url)
    for (const operation of ['upsert', 'update', 'create', 'delete'] as const) {
      const ids = [new ExactNumber('1.0'), new ExactNumber('1.00'), new ExactNumber('2')]
      const outcomes = await destination.write({
        object: 'prices',
        operation,
        types: { id: 'decimal' },
        records: ids.map((id) => (operation === 'delete' ? { id } : { id, v: 1 })),
      })
      expect(outcomes).toMatchObject([
        { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
        { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
        {},
      ])
      expect(outcomes[2]?.status).not.toBe('rejected')
    }
  })

  test('that needs another of its batch is not rejected because a third one was', async () => {
    await run(
      url,
      'create table tree (id int primary key, up int references tree, code text unique not null)',
      "insert into tree values (50, null, 'x')",
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'tree',
      operation: 'upsert',
      types: { id: 'integer', up: 'integer', code: 'string' },
      records: [
        { id: 1, up: 4, code: 'a' },
        { id: 2, up: null, code: 'x' },
        { id: 3, up: null, code: null },
        { id: 4, up: null, code: 'd' },
        { id: 50, up: null, code: 'y' },
      ],
    })
    expect(statuses(outcomes)).toEqual(['ok', 'ok', 'rejected', 'ok', 'ok'])
  })

  test('that row-level security refuses is rejected alone', async () => {
    const user = `tenant_${Date.now()}`
    await run(
      url,
      'create table tenants (id int primary key, tenant text)',
      'alter table tenants enable row level security',
      "create policy own on tenants using (tenant = 'mine') with check (tenant = 'mine')",
      `create role ${user} login password 'made-up'`,
      `grant select, insert, update on tenants to ${user}`,
    )
    try {
      await using destination = await open(asUser(url, user, 'made-up'))
      const outcomes = await destination.write({
        object: 'tenants',
        operation: 'upsert',
        records: [
          { id: 1, tenant: 'mine' },
          { id: 2, tenant: 'theirs' },
        ],
      })
      expect(statuses(outcomes)).toEqual(['ok', 'rejected'])
    } finally {
      await run(url, `drop owned by ${user}`, `drop role ${user}`)
    }
  })

  test('whose number fits after all goes into a whole-number column', async () => {
    await run(url, 'create table whole (id int primary key, v bigint)')
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'whole',
      operation: 'upsert',
      types: { id: 'decimal', v: 'number' },
      records: [{ id: new ExactNumber('1.0'), v: 1e15 }],
    })
    expect(statuses(outcomes)).toEqual(['ok'])
  })
})
