import type { Source } from '@revetl/sdk'
import redshift from '@revetl/source-redshift'
import { asUser } from '@revetl/testkit/services'
import { describeWithRedshift } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

const ofSpace = (n: number): string => `'k${n >> 1}${' '.repeat(n % 2)}'`

/** A Postgres in the shape of Redshift, or the cluster that REV_TEST_REDSHIFT_URL names. */
export const redshiftEngine: Engine = {
  name: 'Redshift',
  source: redshift as Source,
  packageName: '@revetl/source-redshift',
  describe: (name, define) =>
    describeWithRedshift(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '"',
  textType: 'varchar(100)',
  columnKinds: [
    { type: 'varchar(100)', hasText: true, literals: textLiterals("E'\\t\\n\\\\'") },
    { type: 'varchar(65535)', hasText: true, literals: textLiterals("'x'") },
    {
      type: 'numeric(38,10)',
      hasText: true,
      isMet: '> 1',
      literals: ['1', '1.5', '-0.5', '1234567890123456789012345678.5', 'null'],
    },
    { type: 'smallint', hasText: true, literals: ['0', '1', '-1', '32767', 'null'] },
    {
      type: 'bigint',
      hasText: true,
      literals: ['9007199254740993', '-9223372036854775808', '1', 'null'],
    },
    {
      type: 'double precision',
      hasText: true,
      literals: ['0.1', "'-0'", '0', '1e300', "'NaN'", "'Infinity'", '5e-324', 'null'],
    },
    {
      type: 'real',
      hasText: true,
      literals: [
        '0.1',
        '16777216',
        '0.3',
        '8388609',
        '-1.17549e-38',
        '3.4028235e38',
        "'-inf'",
        '0',
      ],
    },
    { type: 'boolean', hasText: true, literals: ['true', 'false', 'null'] },
    { type: 'date', hasText: true, literals: ["'2026-01-31'", "'0001-01-01'", 'null'] },
    { type: 'time', hasText: true, literals: ["'13:05:00.25'", "'00:00:00'", 'null'] },
    {
      type: 'timestamp',
      hasText: true,
      literals: ["'2026-01-31 01:02:03.12'", "'2026-01-31 01:02:03'", 'null'],
    },
    {
      type: 'timestamptz',
      hasText: true,
      isMet: "> timestamptz '2026-06-30 22:30:00'",
      literals: ["'2026-07-01 00:30:00+02'", "'2026-06-30 22:30:00.5Z'", 'null'],
    },
    { type: 'timetz', hasText: true, literals: ["'13:05+05:30'", "'13:05:00.5+00'", 'null'] },
    {
      type: 'super',
      hasText: false,
      literals: [`'{"b":1.0,"a":[1,null]}'`, `'{"b":1.00}'`, `'"x"'`, `'null'`, 'null'],
    },
    { type: 'varbyte', hasText: false, literals: ["'00ff'", "''", "'ff'", 'null'] },
    { type: 'char(3)', hasText: true, literals: ["'ab'", "'abc'", "''", 'null'] },
  ],
  keyKinds: [
    { type: 'integer', literal: String },
    { type: 'varchar(100)', literal: textOfCase },
    { type: 'varchar(100)', literal: ofSpace },
    { type: 'char(20)', literal: textOfCase },
    { type: 'numeric(12,4)', literal: (n) => `${n}.5` },
    { type: 'double precision', literal: (n) => String(Math.sqrt(n) / 3) },
    { type: 'real', literal: (n) => String(n / 10) },
    { type: 'timestamptz', literal: (n) => `'2026-01-01 00:00:00.${n}+01'` },
    { type: 'date', literal: (n) => `date '2026-01-01' + ${n}` },
  ],
  random: 'random()::varchar',
  retypeNote: [
    'alter table things drop column note',
    'alter table things add column note int default 1',
  ],
  dropNote: ['alter table things drop column note'],
}

async function openDatabase(url: string): Promise<EngineDatabase> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    config: { url },
    ...scratchSchema('_rev', '"'),
    run: async (...statements) => {
      for (const statement of statements) await client.query(statement)
    },
    scratchTables: async () => {
      const { rows } = await client.query<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = '_rev'",
      )
      return rows.map(({ name }) => name)
    },
    rows: async (sql) => {
      const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' })
      return rows.map((row) => row.map(textOfValue))
    },
    reader: async () => {
      const database = new URL(url).pathname.slice(1)
      const [user, password] = [`reader_of_${database}`, 'made-up']
      await client.query(`drop user if exists ${user}`)
      await client.query(`create user ${user} password '${password}'`)
      await client.query(`grant select on things to ${user}`)
      await client.query(`revoke create on database ${database} from public`)
      return { url: asUser(url, user, password) }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}
