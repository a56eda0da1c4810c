import type { Source } from '@revetl/sdk'
import clickhouse from '@revetl/source-clickhouse'
import { describeWithClickhouse } from '@revetl/testkit/services/vitest'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

const ofSpace = (n: number): string => `'k${n >> 1}${n % 2 === 0 ? '' : ' '}'`

/** The engine of ClickHouse, or the server that REV_TEST_CLICKHOUSE_URL names. */
export const clickhouseEngine: Engine = {
  name: 'ClickHouse',
  source: clickhouse as Source,
  packageName: '@revetl/source-clickhouse',
  describe: (name, define) =>
    describeWithClickhouse(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '`',
  textType: 'Nullable(String)',
  createTable: 'create table {name} ({columns}) engine = MergeTree order by tuple()',
  columnKinds: [
    {
      type: 'Nullable(String)',
      hasText: true,
      literals: [...textLiterals(String.raw`'\t\n\\'`), String.raw`'a\0b'`],
    },
    {
      type: 'LowCardinality(String)',
      hasText: true,
      literals: ["'a'", "'A'", "''", String.raw`'\\N'`],
    },
    { type: 'Nullable(FixedString(3))', hasText: true, literals: ["'ab'", "'abc'", "''", 'null'] },
    {
      type: 'Nullable(Decimal(76, 30))',
      hasText: true,
      isMet: '> 1',
      literals: ['1', '1.5', '-0.5', "'12345678901234567890123456789012345.123456789'", 'null'],
    },
    { type: 'Int16', hasText: true, literals: ['0', '1', '-1', '32767'] },
    {
      type: 'Nullable(Int64)',
      hasText: true,
      literals: ['9007199254740993', '-9223372036854775808', '1', 'null'],
    },
    { type: 'Nullable(UInt64)', hasText: true, literals: ['18446744073709551615', '1', 'null'] },
    {
      type: 'Nullable(Float64)',
      hasText: true,
      literals: ['0.1', '-0.0', '0', '1e300', 'nan', '-inf', '5e-324', 'null'],
    },
    {
      type: 'Float32',
      hasText: true,
      literals: ['0.1', '16777216', '0.3', '8388609', '-1.17549e-38', '3.4028235e38', 'inf', '0'],
    },
    { type: 'Nullable(Bool)', hasText: true, literals: ['true', 'false', 'null'] },
    {
      type: 'Nullable(Date32)',
      hasText: true,
      literals: ["'2026-01-31'", "'1900-01-01'", "'2299-12-31'", 'null'],
    },
    {
      type: "Nullable(DateTime('Asia/Tokyo'))",
      hasText: true,
      isMet: "> timestamptz '2026-06-30 22:30:00'",
      literals: ["toDateTime('2026-07-01 00:30:00', 'UTC')", 'toDateTime(0)', 'null'],
    },
    {
      type: 'Nullable(DateTime64(6))',
      hasText: true,
      literals: [
        "toDateTime64('2026-01-31 01:02:03.120', 6, 'UTC')",
        "toDateTime64('2026-01-31 01:02:00', 6, 'UTC')",
        "toDateTime64('1900-01-01 00:00:00.000001', 6, 'UTC')",
        'null',
      ],
    },
    {
      type: "Nullable(Enum8('' = 1, 'a,b' = 2, 'ü' = 3))",
      hasText: true,
      literals: ["'ü'", "''", 'null'],
    },
    {
      type: 'Nullable(UUID)',
      hasText: true,
      literals: [
        "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'",
        "'00000000-0000-0000-0000-000000000000'",
        'null',
      ],
    },
    { type: 'Nullable(IPv6)', hasText: true, literals: ["'2001:db8::1'", "'::'", 'null'] },
    {
      type: 'Array(Nullable(Float64))',
      hasText: false,
      literals: ['[1.5, null, nan]', '[]', '[null]'],
    },
    {
      type: 'Tuple(a Int64, b Nullable(String))',
      hasText: false,
      literals: ["(9007199254740993, 'q\"')", '(0, null)'],
    },
    {
      type: 'Map(String, UInt64)',
      hasText: false,
      literals: ["{'k': 18446744073709551615}", '{}'],
    },
  ],
  keyKinds: [
    { type: 'Nullable(Int32)', literal: String },
    { type: 'Nullable(String)', literal: textOfCase },
    { type: 'LowCardinality(Nullable(String))', literal: ofSpace },
    { type: 'Nullable(FixedString(9))', literal: textOfCase },
    { type: 'Nullable(Decimal(12, 4))', literal: (n) => `${n}.5` },
    { type: 'Nullable(UInt64)', literal: (n) => String(2n ** 64n - 1n - BigInt(n)) },
    { type: 'Nullable(Float64)', literal: (n) => String(Math.sqrt(n) / 3) },
    { type: 'Nullable(Float32)', literal: (n) => String(n / 10) },
    {
      type: 'Nullable(DateTime64(3))',
      literal: (n) => `toDateTime64('2026-01-01 00:00:00.${n}', 3, 'UTC')`,
    },
    { type: 'Nullable(Date)', literal: (n) => `toDate('2026-01-01') + ${n}` },
    { type: 'Nullable(UUID)', literal: (n) => `toUUID(hex(MD5('${n}')))` },
  ],
  random: 'toString(rand64())',
  retypeNote: [
    'alter table things drop column note',
    'alter table things add column note Int32 default 1',
  ],
  dropNote: ['alter table things drop column note'],
}

async function openDatabase(address: string): Promise<EngineDatabase> {
  const { origin, username, password, pathname } = new URL(address)
  const database = pathname.slice(1)
  const ask = async (body: string): Promise<string> => {
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    const answer = await fetch(`${origin}/?database=${database}`, {
      method: 'POST',
      body,
      headers: { authorization },
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text
  }
  const rows = async (sql: string): Promise<readonly unknown[][]> => {
    // What the engine has no quotes around is cut off beyond 53 bits.
    const select = `select toJSONString(tuple(q.*)) from (${sql}) as q settings output_format_json_named_tuples_as_objects = 0`
    const text = await ask(`select hex(line) from (${select}) as l(line)`)
    const lines = text.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(Buffer.from(line, 'hex').toString()) as unknown[])
  }
  const schema = `_rev_${database}`
  return {
    config: { url: origin, user: username, password, database },
    ...scratchSchema(schema, '`'),
    run: async (...statements) => {
      for (const statement of statements) await ask(asMutation(statement))
    },
    scratchTables: async () => {
      const found = await rows(`select name from system.tables where database = '${schema}'`)
      return found.map(([name]) => String(name))
    },
    rows: async (sql) => (await rows(sql)).map((row) => row.map(textOfValue)),
    reader: async () => ({ url: origin, user: 'reader', password, database }),
    [Symbol.asyncDispose]: async () => {
      await ask(`drop database if exists ${schema}`)
    },
  }
}

/** An edit of a table as ClickHouse writes it, done when it returns. */
function asMutation(statement: string): string {
  const [, table, values, condition = '1'] =
    /^update (\w+) set ([^]*?)(?: where ([^]*))?$/.exec(statement) ?? []
  if (table !== undefined) {
    return `alter table ${table} update ${values} where ${condition} settings mutations_sync = 2`
  }
  const [, all] = /^delete from (\S+)$/.exec(statement) ?? []
  return all === undefined ? statement : `truncate table ${all}`
}
