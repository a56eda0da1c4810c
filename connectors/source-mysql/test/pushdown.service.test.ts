import { pushdownOf } from '@revetl/testkit'
import { asUser, queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { listSessions, open } from './database.ts'

await describeWithMariadb('the pushdown', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
  })

  const sqlOf = async (
    sql: string,
    { keys = ['k'], columns = ['v'], salt = '', options = {} }: Partial<SqlOptions> = {},
  ) => {
    await using source = await open(url, options)
    return pushdownOf(source).model({ model: { kind: 'sql', sql }, keys, columns, salt })
  }

  const read = async (sql: string, options: Record<string, unknown> = {}) => {
    await using source = await open(url, options)
    return (await source.read({ kind: 'sql', sql })).rows
  }

  /** What a read gives of a column `v` of a type, and what the pushdown writes. */
  const both = async (
    type: string,
    literals: readonly string[],
    options: Record<string, unknown> = {},
  ) => {
    const rows = literals.map((literal, index) => `(${index}, ${literal})`)
    await run(
      url,
      'drop table if exists one',
      `create table one (k int primary key, v ${type})`,
      "set time_zone = '+05:30', sql_mode = 'ALLOW_INVALID_DATES'",
      `insert into one values ${rows.join(', ')}`,
    )
    const sql = 'select k, v from one order by k'
    const { from, texts, refusal = 'null' } = await sqlOf(sql, { options })
    const pushed = await read(`select ${texts[0]}, ${refusal} from ${from} order by c1`, options)
    const wanted = await read('select v from one order by k', options)
    return { wanted: wanted.map(([v]) => v), pushed: pushed.map(([v]) => v), pushedRows: pushed }
  }

  test.for([
    ['year', ['1901', '0', 'null'], {}],
    ['int(5) zerofill', ['7', 'null'], {}],
    ['decimal(5,2) zerofill', ['1.5', '0'], {}],
    ['bigint unsigned', ['18446744073709551615'], {}],
    ['bit(1)', ["b'1'", "b'0'", 'null'], {}],
    ['bit(64)', ["b'" + '1'.repeat(64) + "'"], {}],
    ['boolean', ['0', '1', 'null'], { tinyint1: 'boolean' }],
    ['date', ["'2024-02-29'", "'0000-00-00'", "'2026-02-31'", "'2026-02-00'", 'null'], {}],
    [
      'date',
      ["'2024-02-29'", "'0000-00-00'", "'2026-02-31'", "'2026-02-00'", 'null'],
      { zeroDates: 'null' },
    ],
    ['datetime(6)', ["'2026-01-31 10:20:30.100'", "'2026-01-31 10:20:30'", "'0000-00-00'"], {}],
    ['datetime', ["'2026-01-31 10:20:30'", "'0000-00-00'"], { zeroDates: 'null' }],
    ['timestamp(3) null', ["'2026-01-31 10:20:30.120'", 'null'], {}],
    ['time(3)', ["'00:00:00'", "'23:59:59.120'", 'null'], {}],
    [
      'time(6)',
      ["'838:59:59'", "'-00:00:01.5'", "'24:00:00'", "'00:00:00'", "'-10:05:00.050'", 'null'],
      { times: 'interval' },
    ],
    ["enum('', 'a,b', 'ü')", ["'ü'", "''"], {}],
    ["set('x', 'y')", ["'y,x'", "''"], {}],
    ['varchar(20) character set latin1', ["'Grüße'"], {}],
    ['varchar(20)', [String.raw`'👩‍💻\t\\\n\'"'`, "' a '"], {}],
    ['longblob', ["x'00ff27'", "''", "repeat('x', 200)", 'null'], {}],
    ['json', [`'{"a": 1.10}'`], {}],
    ['point', ['point(1, 2)'], {}],
  ] as [string, string[], Record<string, unknown>][])(
    'writes a %s as the text that a read gives: %j, %j',
    async ([type, literals, options]) => {
      const { wanted, pushed, pushedRows } = await both(type, literals, options)
      expect(pushed).toEqual(wanted)
      expect(pushedRows.every((row) => row[1] === null)).toBe(true)
    },
  )

  test('writes any float and double as a text of the same number', async () => {
    const pairs = fc.array(
      fc.tuple(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { minLength: 1, maxLength: 50 },
    )
    await fc.assert(
      fc.asyncProperty(pairs, async (all) => {
        for (const [type, index] of [
          ['float', 0],
          ['double', 1],
        ] as const) {
          const literals = all.map((pair) => pair[index].toExponential())
          const { wanted, pushed } = await both(type, literals)
          expect(pushed.map((text) => Number(text) + 0)).toEqual(
            wanted.map((text) => Number(text) + 0),
          )
        }
      }),
      { numRuns: 10 },
    )
  })

  test.for([
    ['time', "'838:59:59'", {}, 'v is read as a time of day and holds 838:59:59'],
    ['time(1)', "'-00:00:00.5'", {}, 'v is read as a time of day and holds -00:00:00.5'],
    ['boolean', '5', { tinyint1: 'boolean' }, 'v is read as boolean and holds 5'],
  ] as [string, string, Record<string, unknown>, string][])(
    'says of a %s of %s that a read would stop at it',
    async ([type, literal, options, why]) => {
      await run(
        url,
        'drop table if exists one',
        `create table one (k int primary key, v ${type})`,
        `insert into one values (1, ${literal})`,
      )
      const { from, refusal = '' } = await sqlOf('select k, v from one', { options })
      expect(await read(`select ${refusal} from ${from}`, options)).toEqual([[why]])
      await expect(read('select v from one', options)).rejects.toThrow(why)
    },
  )

  test('says of a key that is too long to be found, and of bytes that the server cannot write, that they are', async () => {
    const sql = "select repeat('é', 256) as k, repeat('x', @@max_allowed_packet / 1.3) as v"
    const long = await sqlOf(sql)
    expect(await read(`select ${long.refusal} from ${long.from}`)).toEqual([
      ['the key k has more than 255 characters'],
    ])
    const large = await sqlOf(sql.replace("'x'", "x'00'").replace('256', '255'))
    expect(await read(`select ${large.refusal} from ${large.from}`)).toEqual([
      ['v holds more bytes than max_allowed_packet lets the server write as text'],
    ])
  })

  test.for([
    ['null and an empty text', 'null', "''"],
    ['null and its word', 'null', "'NULL'"],
    ['texts that differ by case', "'A'", "'a'"],
    ['texts that differ by a space at the end', "'a'", "'a '"],
    ['texts that differ by an accent', "'e'", "'é'"],
    ['1.0 and 1.00', '1.0', 'cast(1 as decimal(5,2))'],
  ] as [string, string, string][])('tells %s apart', async ([, one, other]) => {
    const prints = []
    for (const literal of [one, other]) {
      const { from, print } = await sqlOf(`select 1 as k, ${literal} as v`)
      prints.push((await read(`select ${print} from ${from}`))[0]?.[0])
    }
    expect(prints[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(prints[0]).not.toBe(prints[1])
  })

  test('does not take a value that moves to the next column for the same row', async () => {
    const pairs = [
      ["'a,b'", "''"],
      ["'a'", "'b'"],
      [String.raw`'a\''`, "'b'"],
      ["'a'", String.raw`'\'b'`],
      [String.raw`'a\'\'b'`, "''"],
      ['null', 'null'],
    ]
    const sql = pairs.map(([v, w], k) => `select ${v} as v, ${w} as w, ${k} as k`)
    const { from, print } = await sqlOf(sql.join(' union all '), { columns: ['v', 'w'] })
    const rows = await read(`select ${print} from ${from}`)
    expect(new Set(rows.map(String)).size).toBe(pairs.length)
  })

  test.for([
    ["'A'", "'a'", false],
    ["'a'", "'a '", false],
    ["'e'", "'é'", false],
    ['1.50', 'cast(1.5 as decimal(9,4))', true],
    ['cast(100 as decimal(9,2))', '100.0', true],
    ['-0e0', '0e0', true],
  ] as [string, string, boolean][])(
    'takes the keys %s and %s for one: %s',
    async ([one, other, isSame]) => {
      const { from, keys } = await sqlOf(`select ${one} as k, 1 as v union all select ${other}, 2`)
      const [row] = await read(`select count(distinct ${keys[0]}) from ${from}`)
      expect(row).toEqual([isSame ? '1' : '2'])
    },
  )

  test('takes names with quotes, reserved words and names of its own', async () => {
    const columns = ['select', 'a`b', 'm', 'c1', "it's", 'back\\slash']
    const list = columns.map((name, index) => `${index} as \`${name.replaceAll('`', '``')}\``)
    const { from, texts } = await sqlOf(`select ${list.join(', ')}`, { keys: ['a`b'], columns })
    expect(await read(`select ${texts.join(', ')} from ${from}`)).toEqual([
      ['0', '1', '2', '3', '4', '5'],
    ])
  })

  test('says what to grant where the scratch database cannot be made or used', async () => {
    await run(
      url,
      'create database if not exists half_scratch',
      "create or replace user scratch_reader@'%' identified by 'reader'",
      "grant create, select on half_scratch.* to scratch_reader@'%'",
    )
    await using source = await openAs('scratch_reader')
    for (const schema of ['no_scratch', 'half_scratch', 'a`b']) {
      await expect(pushdownOf(source).prepare(schema)).rejects.toMatchObject({
        code: 'REV_AUTH_SCOPE',
        message: expect.stringContaining(schema) as string,
        hint: expect.stringContaining('grant select, insert, create, drop on') as string,
      })
    }
    await run(url, "grant insert, drop on half_scratch.* to scratch_reader@'%'")
    await pushdownOf(source).prepare('half_scratch')
    await pushdownOf(source).execute([
      'create table half_scratch.t (a int, key (a))',
      'insert into half_scratch.t values (1)',
      'analyze local table half_scratch.t',
      'drop table half_scratch.t',
    ])
  })

  // Other databases, and so a user that may not read the one of the test.
  const openAs = async (user: string) => {
    const other = new URL(asUser(url, user, 'reader'))
    other.pathname = '/half_scratch'
    return open(other.href)
  }

  test('makes the scratch database once, whatever its name', async () => {
    await using source = await open(url)
    const pushdown = pushdownOf(source)
    await Promise.all([pushdown.prepare('_rev `x` y'), pushdown.prepare('_rev `x` y')])
    await pushdown.prepare('_rev `x` y')
    await pushdown.execute(['create table `_rev ``x`` y`.t (a int)'])
    expect(await run(url, 'select * from `_rev ``x`` y`.t')).toEqual([])
    await run(url, 'drop database `_rev ``x`` y`')
  })

  test('makes a table of what a read takes with a warning, and locks no row of it', async () => {
    await run(
      url,
      'drop table if exists odd',
      'create table odd (a varchar(9), d date)',
      "set sql_mode = ''",
      "insert into odd values ('x', '0000-00-00')",
    )
    await using source = await open(url)
    const select = 'select 1 / 0 as z, a + 1 as n, d, sleep(1) as s from odd where a <> 5'
    const making = pushdownOf(source).execute([
      'drop table if exists made',
      `create table made as ${select}`,
    ])
    await expect
      .poll(
        async () =>
          (await run(url, `${listSessions} and info like 'create table made%'`)).length > 0,
      )
      .toBe(true)
    await run(url, 'set innodb_lock_wait_timeout = 1', "update odd set a = 'y'")
    await making
    expect(await run(url, 'select z, n, d from made')).toEqual([{ z: null, n: 1, d: '0000-00-00' }])
  })

  test('does each of its statements whole or not at all', async () => {
    await using source = await open(url)
    const failing = [
      'drop table if exists kept',
      'create table kept as select 1 as a',
      'insert into kept select 2 union all select exp(710)',
    ]
    await expect(pushdownOf(source).execute(failing)).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
    })
    expect(await run(url, 'select a from kept')).toEqual([{ a: 1 }])
  })

  test('stops the server when it is aborted, and leaves no half table', async () => {
    await using source = await open(url)
    const abort = new AbortController()
    const running = pushdownOf(source).execute(
      ['create table half as select sleep(600) as a'],
      abort.signal,
    )
    const failed = running.catch((error: unknown) => error)
    const asleep = `${listSessions} and info like 'create table half%'`
    await expect.poll(async () => (await run(url, asleep)).length).toBe(1)
    abort.abort()
    expect(await failed).toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(async () => (await run(url, asleep)).length).toBe(0)
    expect(await run(url, "show tables like 'half'")).toEqual([])
  })
})

interface SqlOptions {
  readonly keys: string[]
  readonly columns: string[]
  readonly salt: string
  readonly options: Record<string, unknown>
}
