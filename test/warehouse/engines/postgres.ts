import type { Source } from '@revetl/sdk'
import postgres from '@revetl/source-postgres'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

/** PostgreSQL. */
export const postgresEngine: Engine = {
  name: 'Postgres',
  source: postgres as Source,
  packageName: '@revetl/source-postgres',
  describe: (name, define) =>
    describeWithPostgres(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '"',
  textType: 'text',
  columnKinds: [
    {
      type: 'text',
      hasText: true,
      literals: textLiterals("E'\\t\\n\\\\'"),
    },
    {
      type: 'numeric',
      hasText: true,
      literals: [
        '1',
        '1.0',
        '1.00',
        '1.5',
        '-0.5',
        '1e20',
        "'NaN'",
        '123456789012345678901234567890.5',
        'null',
      ],
    },
    {
      type: 'numeric(12,4)',
      hasText: true,
      isMet: '> 1',
      literals: ['1', '1.5', '99999999.9999', 'null'],
    },
    { type: 'integer', hasText: true, literals: ['0', '1', '-1', '2147483647', 'null'] },
    {
      type: 'bigint',
      hasText: true,
      literals: ['9007199254740993', '-9223372036854775808', '1', 'null'],
    },
    {
      type: 'double precision',
      hasText: true,
      literals: ['0.1', "'-0'", '0', '1e300', "'NaN'", "'Infinity'", 'null'],
    },
    { type: 'boolean', hasText: true, literals: ['true', 'false', 'null'] },
    {
      type: 'date',
      hasText: true,
      literals: ["'2026-01-31'", "'0044-03-15 BC'", "'infinity'", 'null'],
    },
    {
      type: 'timestamptz',
      hasText: true,
      isMet: "> timestamptz '2026-06-30 22:30:00'",
      literals: ["'2026-07-01 00:30:00+02'", "'2026-06-30 22:30:00.5Z'", 'null'],
    },
    {
      type: 'jsonb',
      hasText: false,
      literals: [`'{"b": 1.0, "a": [1, null]}'`, `'{"b": 1.00}'`, `'"x"'`, 'null'],
    },
    { type: 'json', hasText: false, literals: [`'{"b" : 1.0}'`, `'{"b":1.0}'`, 'null'] },
    { type: 'integer[]', hasText: false, literals: ["'{1,2}'", "'{}'", "'{1,null}'", 'null'] },
    {
      type: 'bytea',
      hasText: false,
      literals: [String.raw`'\x00ff'`, String.raw`'\x'`, 'null'],
    },
    { type: 'char(3)', hasText: true, literals: ["'ab'", "'abc'", 'null'] },
    { type: 'inet', hasText: true, literals: ["'10.0.0.1'", "'10.0.0.0/8'", 'null'] },
  ],
  keyKinds: [
    { type: 'integer', literal: String },
    { type: 'text', literal: textOfCase },
    { type: 'citext', literal: textOfCase },
    { type: 'text collate ignoring_case', literal: textOfCase },
    {
      type: 'numeric',
      literal: (n) => (n % 3 === 0 ? `${n}.50` : n % 3 === 1 ? `${n}.0` : String(n)),
    },
    { type: 'double precision', literal: (n) => String(n / 4) },
    { type: 'timestamptz', literal: (n) => `'2026-01-01 00:00:00.${n}+01'` },
    { type: 'date', literal: (n) => `date '2026-01-01' + ${n}` },
    { type: 'uuid', literal: (n) => `md5('${n}')::uuid` },
  ],
  random: 'random()::text',
  retypeNote: ['alter table things alter column note type int using 1'],
  dropNote: ['alter table things drop column note'],
}

async function openDatabase(url: string): Promise<EngineDatabase> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`create extension citext;
    create collation ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`)
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
      const { username, password, href } = readerOf(url)
      const database = new URL(url).pathname.slice(1)
      await client.query(`drop role if exists ${username}; create role ${username} login password '${password}';
        grant select on things to ${username}; revoke create on database ${database} from public`)
      return { url: href }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

function readerOf(url: string): URL {
  const other = new URL(url)
  other.username = `reader_of${other.pathname.replace('/', '_')}`
  other.password = 'reader'
  return other
}
