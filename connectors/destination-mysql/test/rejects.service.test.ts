import { ExactNumber } from '@revetl/sdk'
import { queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { addUser } from './sql-server.ts'

await describeWithMariadb('a record', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
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

  test('of a user without the right to stage ends the run and says what to grant', async () => {
    await run(url, 'create table staged (id int primary key)')
    await using user = await addUser(url, 'select, insert, update, delete')
    await using destination = await open(user.url)
    const { warnings } = await destination.check()
    expect(warnings).toEqual([expect.stringContaining('create temporary tables')])
    const records = [{ id: 1 }]
    const write = destination.write({ object: 'staged', operation: 'upsert', records })
    await expect(write).rejects.toMatchObject({
      code: 'REV_AUTH_SCOPE',
      hint: expect.stringContaining('create temporary tables'),
    })
  })

  test('that its foreign key holds has the code of that', async () => {
    await run(
      url,
      'create table owners (id int primary key)',
      'create table owned (owner int, foreign key (owner) references owners (id))',
      'insert into owners values (1)',
      'insert into owned values (1)',
    )
    await using destination = await open(url)
    const records = [{ id: 1 }]
    const removal = await destination.write({ object: 'owners', operation: 'delete', records })
    expect(removal).toMatchObject([{ status: 'rejected', vendorCode: '1451' }])
  })
})
