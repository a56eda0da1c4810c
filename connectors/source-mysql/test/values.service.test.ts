import { queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'

// A time zone of the server, zeros that are allowed: none of it may show in what is read.
const lenient = "set time_zone = '+05:30', sql_mode = 'ALLOW_INVALID_DATES'"

await describeWithMariadb('a value', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
  })

  /** Reads one column of a type. */
  async function readBack(
    type: string,
    literals: readonly string[],
    options: Record<string, unknown> = {},
  ): Promise<{ type: string | undefined; values: unknown[] }> {
    await run(url, 'drop table if exists one', `create table one (n int primary key, v ${type})`)
    const rows = literals.map((literal, index) => `(${index}, ${literal})`)
    await run(url, lenient, `insert into one values ${rows.join(', ')}`)
    await using source = await open(url, options)
    const read = await source.read({ kind: 'sql', sql: 'select v from one order by n' })
    return { type: read.columns[0]?.type, values: read.rows.map((row) => row[0]) }
  }

  test.for([
    ['tinyint', ['-128', '127'], 'integer', ['-128', '127']],
    ['int(5) zerofill', ['7', '0'], 'integer', ['7', '0']],
    ['bigint unsigned', ['18446744073709551615'], 'decimal', ['18446744073709551615']],
    ['decimal(65,0)', ['9'.repeat(65)].map(String), 'decimal', ['9'.repeat(65)]],
    ['decimal(5,2) zerofill', ['1.5'], 'decimal', ['1.50']],
    [
      'double',
      ['9.876543210987654', '1.7976931348623157e308'],
      'number',
      ['9.876543210987654', '1.7976931348623157e+308'],
    ],
    [
      'float',
      ['16777216', '0.3', '8388609', '-1.17549e-38'],
      'number',
      ['16777216', '0.3', '8388609', '-1.17549e-38'],
    ],
    ['year', ['1901', '2155', '0'], 'integer', ['1901', '2155', '0']],
    ['bit(1)', ["b'1'", "b'0'"], 'boolean', ['true', 'false']],
    ['bit(17)', ["b'10000000000000001'"], 'integer', ['65537']],
    ['bit(64)', ["b'" + '1'.repeat(64) + "'"], 'decimal', ['18446744073709551615']],
    [
      'date',
      ["'9999-12-31'", "'0000-00-00'", "'2026-02-00'"],
      'date',
      ['9999-12-31', '0000-00-00', '2026-02-00'],
    ],
    [
      'datetime(3)',
      ["'2026-01-31 01:02:03.120'", "'0000-00-00'"],
      'timestamp',
      ['2026-01-31T01:02:03.12', '0000-00-00T00:00:00'],
    ],
    ['datetime', ["'2026-03-29 02:30:00'"], 'timestamp', ['2026-03-29T02:30:00']],
    // Written at +05:30.
    [
      'timestamp(6) null',
      ["'2026-01-31 05:30:00.000001'"],
      'timestamptz',
      ['2026-01-31T00:00:00.000001Z'],
    ],
    ['time', ["'00:00:00'", "'23:59:59'"], 'time', ['00:00:00', '23:59:59']],
    ["enum('', 'a,b', 'ü')", ["'ü'", "''"], 'string', ['ü', '']],
    ["set('x', 'y')", ["'y,x'", "''"], 'string', ['x,y', '']],
    ['char(5)', ["'ab'"], 'string', ['ab']],
    ['varchar(20) character set latin1', ["'Grüße'"], 'string', ['Grüße']],
    ['varchar(20) character set utf8mb4', ["'👩‍💻\\t\\\\\\n'"], 'string', ['👩‍💻\t\\\n']],
    ['binary(3)', ["x'01'"], 'bytes', ['AQAA']],
    ['longblob', ["x'00ff27'", "''"], 'bytes', ['AP8n', '']],
    ['json', [`'{"a":1.10}'`], 'json', [`{"a":1.10}`]],
    ['point', ['point(1, 2)'], 'bytes', ['AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==']],
  ] as [string, string[], string, string[]][])(
    'of type %s is exact',
    async ([type, literals, valueType, values]) => {
      expect(await readBack(type, literals)).toEqual({ type: valueType, values })
    },
  )

  test('of type uuid is lower case, on MariaDB', async (context) => {
    const [server] = await run(url, 'select version() as version')
    if (!String(server?.['version']).includes('MariaDB')) return context.skip('MySQL has none')
    expect(await readBack('uuid', ["'6F9619FF-8B86-D011-B42D-00CF4FC964FF'"])).toEqual({
      type: 'uuid',
      values: ['6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    })
    expect(await readBack('inet6', ["'::1'"])).toEqual({ type: 'string', values: ['::1'] })
  })

  test('beside a float is as exact as without one', async () => {
    const select =
      "9.876543210987654e0 as d, 1.50 as e, date '2026-01-31' as day, timestamp '2026-01-31 01:02:03.1' as dt, time '13:05:00.250' as t, x'00ff' as raw, b'101' as bits, json_array(1, null) as j, null as nothing, 'Grüße 👩‍💻' as s, point(1, 2) as p"
    await run(url, 'create table if not exists floats as select cast(0.1 as float) as f')
    await using source = await open(url)
    const plain = await source.read({ kind: 'sql', sql: `select ${select}` })
    const beside = await source.read({ kind: 'sql', sql: `select ${select}, f from floats` })
    expect(beside.rows[0]).toEqual([...(plain.rows[0] ?? []), '0.1'])
    expect(plain.rows[0]?.slice(0, 6)).toEqual([
      '9.876543210987654',
      '1.50',
      '2026-01-31',
      '2026-01-31T01:02:03.1',
      '13:05:00.25',
      'AP8=',
    ])
  })

  test('of type tinyint(1) is a whole number, or a boolean where that is wanted', async () => {
    expect(await readBack('boolean', ['0', '1', '5'])).toEqual({
      type: 'integer',
      values: ['0', '1', '5'],
    })
    const options = { tinyint1: 'boolean' }
    expect(await readBack('boolean', ['0', '1'], options)).toEqual({
      type: 'boolean',
      values: ['false', 'true'],
    })
    await expect(readBack('boolean', ['0', '5'], options)).rejects.toThrow(
      'v is read as boolean and holds 5',
    )
  })

  test('of type time is no other time than it is', async () => {
    const spans = ["'838:59:59'", "'-00:00:01.5'", "'24:00:00'", "'00:00:00'"]
    await expect(readBack('time(1)', spans)).rejects.toMatchObject({ code: 'REV_READ_FAILED' })
    await expect(readBack('time(1)', spans)).rejects.toThrow('holds 838:59:59')
    expect(await readBack('time(1)', spans, { times: 'interval' })).toEqual({
      type: 'interval',
      values: ['PT838H59M59S', 'PT-1.5S', 'PT24H', 'PT0S'],
    })
  })

  test('that is no date becomes null only where that is wanted', async () => {
    const literals = ["'0000-00-00'", "'2026-02-31'", "'2024-02-29'"]
    expect(await readBack('date', literals, { zeroDates: 'null' })).toEqual({
      type: 'date',
      values: [null, null, '2024-02-29'],
    })
    expect(await readBack('datetime', literals, { zeroDates: 'null' })).toEqual({
      type: 'timestamp',
      values: [null, null, '2024-02-29T00:00:00'],
    })
  })

  test('of any float and double comes back as the same number', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.float({ noNaN: true, noDefaultInfinity: true }),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
          ),
          { minLength: 1, maxLength: 50 },
        ),
        async (pairs) => {
          await run(
            url,
            'drop table if exists numbers',
            'create table numbers (n int primary key, f float, d double)',
            `insert into numbers values ${pairs.map(([f, d], n) => `(${n}, ${f.toExponential()}, ${d.toExponential()})`).join(', ')}`,
          )
          await using source = await open(url)
          const both = await source.read({
            kind: 'sql',
            sql: 'select f, d from numbers order by n',
          })
          const doubles = await source.read({
            kind: 'sql',
            sql: 'select d from numbers order by n',
          })
          for (const [n, [f, d]] of pairs.entries()) {
            expect(Math.fround(Number(both.rows[n]?.[0])) + 0).toBe(f + 0)
            expect(Number(both.rows[n]?.[1]) + 0).toBe(d + 0)
            expect(doubles.rows[n]?.[0]).toBe(both.rows[n]?.[1])
          }
        },
      ),
      { numRuns: 10 },
    )
  })
})
