import type { Source } from '@revetl/sdk'
import snowflake from '@revetl/source-snowflake'
import { askSnowflake, runSnowflake, snowflakeAccount } from '@revetl/testkit/services'
import { describeWithSnowflake } from '@revetl/testkit/services/vitest'
import { textLiterals, textOfCase, type Engine, type EngineDatabase } from '../engine.ts'

const ofSpace = (n: number): string => `'k${n >> 1}${n % 2 === 0 ? '' : ' '}'`

/** An emulator of Snowflake behind its SQL API, or the account that REV_TEST_SNOWFLAKE_URL names. */
export const snowflakeEngine: Engine = {
  name: 'Snowflake',
  source: snowflake as Source,
  packageName: '@revetl/source-snowflake',
  // The emulator takes a statement apart in Python before it runs it.
  isSlow: true,
  describe: (name, define) =>
    describeWithSnowflake(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '"',
  textType: 'varchar',
  columnKinds: [
    {
      type: 'varchar',
      hasText: true,
      literals: [...textLiterals(String.raw`'\t\n\\'`), String.raw`'a\0b'`],
    },
    { type: "varchar(9) collate 'en-ci'", hasText: true, literals: textLiterals("'x'") },
    {
      type: 'number(38,10)',
      hasText: true,
      isMet: '> 1',
      literals: ['1', '1.5', '-0.5', "'1234567890123456789012345678.5'", 'null'],
    },
    { type: 'number(5,0)', hasText: true, literals: ['0', '1', '-1', '32767', 'null'] },
    {
      type: 'number(18,0)',
      hasText: true,
      literals: ['900719925474099312', '-900719925474099312', '1', 'null'],
    },
    { type: 'number(38,0)', hasText: true, literals: ['9223372036854775807', '1', 'null'] },
    {
      type: 'float',
      hasText: true,
      literals: ['0.1', "'-0'", '0', '1e300', "'nan'", "'-inf'", '5e-324', 'null'],
    },
    { type: 'boolean', hasText: true, literals: ['true', 'false', 'null'] },
    {
      type: 'date',
      hasText: true,
      literals: ["'2026-01-31'", "'0001-01-01'", "'9999-12-31'", 'null'],
    },
    {
      type: 'time',
      hasText: true,
      literals: ["'13:05:00.25'", "'00:00:00'", "'10:20:30.000001'", 'null'],
    },
    {
      type: 'timestamp_ntz',
      hasText: true,
      literals: [
        "'2026-01-31 01:02:03.12'",
        "'2026-01-31 01:02:00'",
        "'0001-01-01 00:00:00'",
        'null',
      ],
    },
    {
      type: 'timestamp_tz',
      hasText: true,
      isMet: "> timestamptz '2026-06-30 22:30:00'",
      literals: [
        "'2026-07-01 00:30:00+02:00'",
        "'2026-06-30 22:30:00.5+00:00'",
        "'1969-12-31 23:59:59.999999+00:00'",
        'null',
      ],
    },
    {
      type: 'timestamp_ltz',
      hasText: true,
      literals: ["'2026-07-01 00:30:00+02:00'", "'2026-06-30 22:30:00+00:00'", 'null'],
    },
    { type: 'binary', hasText: false, literals: ["x'00ff27'", "x'00'", "x'00ff'", 'null'] },
    {
      type: 'variant',
      hasText: false,
      literals: [
        `parse_json('{"b": 1.0, "a": [1, null]}')`,
        `parse_json('{"b": 1.00}')`,
        String.raw`parse_json('"x, \\" : undefined \\\\"')`,
        'null',
      ],
    },
    {
      type: 'array',
      hasText: false,
      literals: [`parse_json('[1, "NaN", null]')`, `parse_json('[]')`, 'null'],
    },
  ],
  keyKinds: [
    { type: 'number(9,0)', literal: String },
    { type: 'varchar', literal: textOfCase },
    { type: "varchar collate 'en-ci'", literal: textOfCase },
    { type: 'varchar', literal: ofSpace },
    { type: 'number(12,4)', literal: (n) => `${n}.5` },
    { type: 'number(38,0)', literal: (n) => String(2n ** 63n - 1n - BigInt(n)) },
    { type: 'float', literal: (n) => String(Math.sqrt(n) / 3) },
    { type: 'timestamp_tz', literal: (n) => `'2026-01-01 00:00:00.${n}+01:00'` },
    { type: 'date', literal: (n) => `dateadd(day, ${n}, '2026-01-01'::date)` },
  ],
  // The emulator's random() fails within another query.
  random: 'uuid_string()',
  retypeNote: [
    'alter table things drop column note',
    'alter table things add column note number(9,0) default 1',
  ],
  dropNote: ['alter table things drop column note'],
}

// Names of the suite, which are in small letters where a model is read.
const names = ['id', 'part', 'email', 'name', 'note']
const words = /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"]|"")*"|\w+|[^]/g

/** A statement as Snowflake needs it: a name without quotes is one in capitals, and no row of VALUES parses JSON. */
function asSnowflake(statement: string): string {
  let depth = 0
  const isInsert = /^insert .* values .*parse_json/s.test(statement)
  return (statement.match(words) ?? [])
    .map((word) => {
      if (word === '(') depth += 1
      if (word === ')') depth -= 1
      if (isInsert && word === 'values') return 'select'
      if (isInsert && depth === 1 && word === '(') return ''
      if (isInsert && depth === 0 && word === ')') return ''
      if (isInsert && depth === 0 && word === ',') return ' union all select'
      return names.includes(word) ? `"${word}"` : word
    })
    .join('')
}

async function openDatabase(url: string): Promise<EngineDatabase> {
  const { origin, password, pathname } = new URL(url)
  const database = pathname.slice(1).toUpperCase()
  const place = { database, schema: 'PUBLIC', warehouse: 'SMALL' }
  // A key would sign with the clock of the runs, which is a test's.
  const config = { account: snowflakeAccount, baseUrl: origin, ...place, accessToken: password }
  const schema = '_rev'
  return {
    config,
    schema,
    scratchName: (table) => `"${schema}"."${table}"`,
    logName: (table) => `"${schema}"."${table}"`,
    run: (...statements) => runSnowflake(url, statements.map(asSnowflake)),
    scratchTables: async () => {
      const sql = `select table_name from information_schema.tables where table_schema = '${schema}'`
      return (await askSnowflake(url, sql)).map(([name]) => name ?? '')
    },
    rows: (sql) => askSnowflake(url, sql),
    reader: async () => ({ ...config, role: 'REV_READS_ONLY' }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}
