import type { Source } from '@revetl/sdk'
import databricks from '@revetl/source-databricks'
import {
  databricksAccount,
  databricksReaderToken,
  queryDatabricks,
  runDatabricksStatements,
} from '@revetl/testkit/services'
import { describeWithDatabricks } from '@revetl/testkit/services/vitest'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  type ColumnKind,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

const ofSpace = (n: number): string => `'k${n >> 1}${n % 2 === 0 ? '' : ' '}'`

// Rows of VALUES take one type, which not every literal has by itself.
const typed = (kind: ColumnKind): ColumnKind => ({
  ...kind,
  literals: kind.literals.map((literal) => `cast(${literal} as ${kind.type})`),
})

const columnKinds: readonly ColumnKind[] = [
  {
    type: 'string',
    hasText: true,
    literals: [...textLiterals(String.raw`'\t\n\\\'\0'`), String.raw`'$\{spark.sql.ansi.enabled}'`],
  },
  { type: 'varchar(9)', hasText: true, literals: ["'a'", "'A'", "'a '", "''", 'null'] },
  { type: 'char(3)', hasText: true, literals: ["'ab'", "'abc'", "''", 'null'] },
  {
    type: 'decimal(38,10)',
    hasText: true,
    isMet: '> 1',
    literals: ['1', '1.5', '-0.5', '0.0000000001', '1234567890123456789012345678.5', 'null'],
  },
  { type: 'smallint', hasText: true, literals: ['0', '1', '-1', '32767', 'null'] },
  {
    type: 'bigint',
    hasText: true,
    literals: ['9007199254740993', '-9223372036854775808', '1', 'null'],
  },
  {
    type: 'double',
    hasText: true,
    literals: ['0.1D', "double('-0')", '0D', '1e300D', "double('NaN')", '5e-324D', 'null'],
  },
  {
    type: 'float',
    hasText: true,
    literals: [
      '0.1F',
      '16777216F',
      '8388609F',
      "float('-1.17549435E-38')",
      "float('3.4028235E38')",
      "float('1.4E-45')",
      "float('-Infinity')",
      '0F',
    ],
  },
  { type: 'boolean', hasText: true, literals: ['true', 'false', 'null'] },
  {
    type: 'date',
    hasText: true,
    literals: ["date'2026-01-31'", "date'0001-01-01'", "date'9999-12-31'", 'null'],
  },
  {
    type: 'timestamp_ntz',
    hasText: true,
    literals: [
      "timestamp_ntz'2026-01-31 01:02:03.12'",
      "timestamp_ntz'2026-01-31 01:02:00'",
      'null',
    ],
  },
  {
    type: 'timestamp',
    hasText: true,
    isMet: "> timestamptz '2026-06-30 22:30:00'",
    literals: [
      "timestamp'2026-07-01 00:30:00+02:00'",
      "timestamp'2026-11-01 01:30:00.5 America/Los_Angeles'",
      "timestamp'1969-12-31 23:59:59.999999Z'",
      'null',
    ],
  },
  {
    type: 'interval day to second',
    hasText: true,
    literals: ["interval '-3 04:05:06.789' day to second", "interval '0' day", 'null'],
  },
  {
    type: 'interval year to month',
    hasText: true,
    literals: ["interval '-1-2' year to month", "interval '5' month", 'null'],
  },
  { type: 'binary', hasText: false, literals: ["x'00ff'", "x''", "x'ff'", 'null'] },
  {
    type: 'array<double>',
    hasText: false,
    literals: ["array(1.5D, null, double('NaN'))", 'array()', 'array(null)', 'null'],
  },
  {
    type: 'struct<a: bigint, b: string>',
    hasText: false,
    literals: [
      `named_struct('a', 9007199254740993, 'b', 'q"')`,
      "named_struct('a', 0L, 'b', null)",
    ],
  },
  {
    type: 'map<string, int>',
    hasText: false,
    literals: ["map('k', 1)", 'map()', 'null'],
  },
]

// Spark drops no column of a table of its own.
const inPlace = ['drop table things', 'alter table other rename to things']

/** The engine of Spark behind the API of Databricks, or the server that REV_TEST_DATABRICKS_URL names. */
export const databricksEngine: Engine = {
  name: 'Databricks',
  source: databricks as Source,
  packageName: '@revetl/source-databricks',
  describe: (name, define) =>
    describeWithDatabricks(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '`',
  // Each statement is a job of Spark or several, of 30 ms and more.
  isSlow: true,
  textType: 'string',
  columnKinds: columnKinds.map(typed),
  keyKinds: [
    { type: 'int', literal: String },
    { type: 'string', literal: textOfCase },
    { type: 'varchar(20)', literal: ofSpace },
    { type: 'decimal(12,4)', literal: (n) => `${n}.5` },
    { type: 'double', literal: (n) => `${Math.sqrt(n) / 3}D` },
    { type: 'float', literal: (n) => `${n / 10}F` },
    { type: 'timestamp', literal: (n) => `timestamp'2026-01-01 00:00:00.${n}+01:00'` },
    { type: 'date', literal: (n) => `date'2026-01-01' + ${n}` },
    { type: 'boolean', literal: (n) => String(n % 2 === 0) },
  ],
  random: 'uuid()',
  textLiteral: (text) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  retypeNote: ['create table other as select id, name, 1 as note from things', ...inPlace],
  dropNote: ['create table other as select id, name from things', ...inPlace],
}

async function openDatabase(url: string): Promise<EngineDatabase> {
  const { origin, password: token, pathname } = new URL(url)
  const database = pathname.slice(1)
  const schema = `_rev_${database}`
  const { warehouseId } = databricksAccount
  const config = { workspaceUrl: origin, warehouseId, schema: database, token }
  return {
    config,
    ...scratchSchema(schema, '`'),
    run: (...statements) => runDatabricksStatements(url, statements),
    scratchTables: async () => {
      const schemas = await queryDatabricks(url, `show schemas like '${schema}'`)
      if (schemas.length === 0) return []
      const found = await queryDatabricks(url, `show tables in ${schema}`)
      return found.map(([, name]) => name ?? '')
    },
    rows: (sql) => queryDatabricks(url, sql),
    reader: () => Promise.resolve({ ...config, token: databricksReaderToken(token) }),
    [Symbol.asyncDispose]: () =>
      runDatabricksStatements(url, [`drop schema if exists ${schema} cascade`]),
  }
}
