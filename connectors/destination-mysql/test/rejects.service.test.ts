import { ExactNumber, type Outcome, type Value, type ValueType } from '@revetl/sdk'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { asUser, open, run } from './database.ts'

const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status }) => status)

// column type, type of the value, a value that MySQL would otherwise change, most of them without a word
const losses: [string, ValueType, Value][] = [
  ['decimal(10,2)', 'decimal', new ExactNumber('1.005')],
  ['int', 'decimal', new ExactNumber('1.5')],
  ['int', 'number', 0.5],
  ['int', 'number', 1e-7],
  ['date', 'timestamp', '2026-01-31T13:05:00'],
  ['time', 'timestamp', '2026-01-31T13:05:00'],
  ['datetime(6)', 'timestamp', '2026-01-31T13:05:00.123456789'],
  ['timestamp(6) null', 'timestamptz', '2026-01-31T13:05:00.1234567Z'],
  ['datetime', 'timestamp', '2026-01-31T13:05:00.5'],
  ['time(3)', 'time', '13:05:00.1234'],
  ['time', 'interval', 'PT0.5S'],
  ['varchar(3)', 'string', 'abc '],
  ['char(3)', 'string', 'abcd'],
  ['varbinary(2)', 'bytes', 'AQID'],
  ['tinytext', 'string', 'x'.repeat(256)],
  ['varchar(10) character set latin1', 'string', '👩‍💻'],
  ['double', 'number', new ExactNumber('1e-400')],
]

// column type, type of the value, a value that MySQL refuses
const refusals: [string, ValueType, Value][] = [
  ['int', 'string', 'abc'],
  ['int', 'string', ''],
  ['int', 'integer', 2_147_483_648],
  ['tinyint unsigned', 'integer', -1],
  ['bigint', 'integer', new ExactNumber('9223372036854775808')],
  ['decimal(5,2)', 'decimal', 1000],
  ['double', 'number', new ExactNumber('1e400')],
  ['varchar(10)', 'string', '\ud800'],
  ['date', 'date', '2026-02-30'],
  ['datetime', 'string', 'today'],
  ['time', 'string', '839:00:00'],
  ['time', 'interval', 'P1Y'],
  ['year', 'integer', 1800],
  ['year', 'integer', 70],
  ["enum('sad', 'ok')", 'string', 'angry'],
  ["set('x', 'y')", 'string', 'x,z'],
  ['bit(1)', 'integer', 2],
  ['blob', 'bytes', '*'],
  ['json', 'string', '{'],
]

await describeWithMariadb('a record', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
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
      expect(JSON.stringify(outcomes)).not.toContain('_rev_stage')
      expect(await run(url, 'select id, v from one')).toEqual([{ id: 2, v: null }])
    },
  )

  test('is rejected with the constraint and the code', async () => {
    await run(
      url,
      'create table parent (id int primary key)',
      `create table child (
        id int primary key, parent int, email varchar(50) unique, name varchar(50) not null,
        age int, constraint grown check (age >= 18), constraint kin foreign key (parent) references parent (id))`,
      'insert into parent values (1)',
      "insert into child values (1, 1, 'a@example.com', 'A', 20)",
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
        vendorCode: '1452',
        message: expect.stringContaining('kin'),
      },
      {
        code: 'REV_RECORD_CONFLICT',
        vendorCode: '1062',
        message: expect.stringContaining('email'),
      },
      { code: 'REV_RECORD_REJECTED', vendorCode: '1048', field: 'name' },
      { status: 'rejected', message: expect.stringContaining('grown') },
      { code: 'REV_VALUE_INVALID', field: 'id' },
      { status: 'ok', effect: 'created' },
    ])
    const removal = await destination.write({
      object: 'parent',
      operation: 'delete',
      records: [{ id: 1 }],
    })
    expect(removal).toMatchObject([{ status: 'rejected', vendorCode: '1451' }])
  })

  test('at fault is found among a thousand, and costs no other', async () => {
    await run(url, 'create table many (id int primary key, v int not null check (v <> 13))')
    await using destination = await open(url)
    const records = Array.from({ length: 1000 }, (_unused, id) => ({
      id,
      v: id % 333 === 5 ? 13 : id === 700 ? null : 1,
    }))
    const outcomes = await destination.write({ object: 'many', operation: 'upsert', records })
    const bad = outcomes.flatMap(({ status }, id) => (status === 'ok' ? [] : [id]))
    expect(bad).toEqual([5, 338, 671, 700])
    expect(await run(url, 'select count(*) as n from many')).toEqual([{ n: 996 }])
  })

  test('that a trigger refuses is rejected with its words', async () => {
    await run(
      url,
      'create table guarded (id int primary key)',
      `create trigger guard before insert on guarded for each row
        begin if new.id = 13 then signal sqlstate '45000' set message_text = 'not today'; end if; end`,
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'guarded',
      operation: 'upsert',
      records: [{ id: 12 }, { id: 13 }],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok' },
      { status: 'rejected', message: 'not today', vendorCode: '1644' },
    ])
  })

  test('that waits for its parent in the same batch is taken', async () => {
    await run(
      url,
      'create table tree (id int primary key, up int, foreign key (up) references tree (id))',
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'tree',
      operation: 'upsert',
      records: [
        { id: 1, up: 3 },
        { id: 2, up: 99 },
        { id: 3, up: null },
      ],
    })
    expect(statuses(outcomes)).toEqual(['ok', 'rejected', 'ok'])
  })

  test('carries every value exactly as MySQL keeps it', async () => {
    await run(
      url,
      `create table exact (id int primary key, u bigint unsigned, d decimal(65,30), f double, s text,
        day date, dt datetime(6), ts timestamp(6) null, t time(2), y year, b bit(3), flag bit(1),
        e enum('it''s', 'b'), tags set('x', 'y'), raw varbinary(10), j json, p point)`,
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'exact',
      operation: 'upsert',
      types: {
        id: 'integer',
        u: 'decimal',
        d: 'decimal',
        f: 'number',
        s: 'string',
        day: 'date',
        dt: 'timestamp',
        ts: 'timestamptz',
        t: 'interval',
        y: 'integer',
        b: 'integer',
        flag: 'boolean',
        e: 'string',
        tags: 'string',
        raw: 'bytes',
        j: 'json',
        p: 'bytes',
      },
      records: [
        {
          id: 1,
          u: new ExactNumber('18446744073709551615'),
          d: new ExactNumber('12345678901234567890123456789012345.123456789012345678901234567890'),
          f: 9.876543210987654,
          s: 'it\'s \\ "quoted" \0 Grüße 👩‍💻\n',
          day: '0000-00-00',
          dt: '2026-03-29T02:30:00.123456',
          ts: '2026-01-31T13:05:00.000001Z',
          t: 'PT838H59M59S',
          y: 2155,
          b: 5,
          flag: true,
          e: "it's",
          tags: 'y,x',
          raw: 'AP8n',
          j: { 'a\\b"': [1, null, new ExactNumber('1.10')] },
          p: 'AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==',
        },
      ],
    })
    expect(outcomes).toMatchObject([{ status: 'ok', effect: 'created' }])
    const select = `select cast(u as char) as u, cast(d as char) as d, f, s, cast(day as char) as day,
      cast(dt as char) as dt, cast(ts as char) as ts, cast(t as char) as t, y, b + 0 as b, flag + 0 as flag,
      e, tags, hex(raw) as raw, json_value(j, '$."a\\\\\\\\b\\\\""[2]') as j, st_astext(p) as p from exact`
    expect(await run(url, select)).toMatchObject([
      {
        u: '18446744073709551615',
        d: '12345678901234567890123456789012345.123456789012345678901234567890',
        f: 9.876543210987654,
        s: 'it\'s \\ "quoted" \0 Grüße 👩‍💻\n',
        day: '0000-00-00',
        dt: '2026-03-29 02:30:00.123456',
        ts: '2026-01-31 13:05:00.000001',
        t: '838:59:59.00',
        y: 2155,
        b: 5,
        flag: 1,
        e: "it's",
        tags: 'x,y',
        raw: '00FF27',
        p: 'POINT(1 2)',
      },
    ])
  })

  test('whose column was narrowed meanwhile is not cut', async () => {
    await run(url, 'create table narrow (id int primary key, v decimal(10,4))')
    await using destination = await open(url)
    const write = (v: number, id: number) =>
      destination.write({
        object: 'narrow',
        operation: 'upsert',
        types: { id: 'integer', v: 'decimal' },
        records: [{ id, v }],
      })
    expect(statuses(await write(1.1234, 1))).toEqual(['ok'])
    await run(url, 'alter table narrow modify v decimal(10,1)')
    expect(await write(1.1234, 2)).toMatchObject([{ status: 'rejected', field: 'v' }])
  })

  test('of a user without the right to stage ends the run and says what to grant', async () => {
    const user = `plain_${Date.now()}`
    const name = new URL(url).pathname.slice(1)
    await run(
      url,
      'create table staged (id int primary key)',
      `create user '${user}' identified by 'made-up'`,
      `grant select, insert, update, delete on \`${name}\`.* to '${user}'`,
    )
    try {
      await using destination = await open(asUser(url, user, 'made-up'))
      const { warnings } = await destination.check()
      expect(warnings).toEqual([expect.stringContaining('create temporary tables')])
      const write = destination.write({
        object: 'staged',
        operation: 'upsert',
        records: [{ id: 1 }],
      })
      await expect(write).rejects.toMatchObject({
        code: 'REV_AUTH_SCOPE',
        hint: expect.stringContaining('create temporary tables'),
      })
    } finally {
      await run(url, `drop user '${user}'`)
    }
  })
})
