import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Source } from '@revetl/sdk'
import duckdb from '@revetl/source-duckdb'
import { describe } from 'vitest'
import {
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

/** DuckDB: the database is a file, and the scratch tables lie in one beside it. */
export const duckdbEngine: Engine = {
  name: 'DuckDB',
  source: duckdb as Source,
  packageName: '@revetl/source-duckdb',
  describe: async (name, define) => {
    // oxlint-disable-next-line vitest/valid-title -- the suite's title
    describe(name, () => {
      define(openDatabase)
    })
  },
  quote: '"',
  textType: 'VARCHAR',
  columnKinds: [
    {
      type: 'VARCHAR',
      hasText: true,
      literals: textLiterals("E'\\t\\n\\\\'"),
    },
    {
      type: 'DECIMAL(38,10)',
      hasText: true,
      // No double is so exact.
      isMet: '>= 1234567890123456789012345678.5',
      literals: ['1', '1.5', '-0.5', '1234567890123456789012345678.5', 'NULL'],
    },
    { type: 'DECIMAL(12,4)', hasText: true, literals: ['1', '1.5', '99999999.9999', 'NULL'] },
    {
      type: 'INTEGER',
      hasText: true,
      isMet: '+ 2147483647 > 2147483647',
      literals: ['0', '1', '-1', '2147483647', 'NULL'],
    },
    {
      type: 'HUGEINT',
      hasText: true,
      isMet: '<> 9007199254740993',
      literals: [String(2n ** 126n), '9007199254740993', '1', '-1', 'NULL'],
    },
    {
      type: 'DOUBLE',
      hasText: true,
      literals: ['0.1', "'-0'", '0', '1e300', "'NaN'", "'Infinity'", 'NULL'],
    },
    { type: 'FLOAT', hasText: true, literals: ['0.1', '16777216', "'-inf'", 'NULL'] },
    { type: 'BOOLEAN', hasText: true, literals: ['true', 'false', 'NULL'] },
    {
      type: 'DATE',
      hasText: true,
      literals: ["'2026-01-31'", "'0044-03-15 (BC)'", "'infinity'", 'NULL'],
    },
    {
      type: 'TIMESTAMPTZ',
      hasText: true,
      literals: ["'2026-07-01 00:30:00+02'", "'2026-06-30 22:30:00.5Z'", 'NULL'],
    },
    { type: 'INTERVAL', hasText: true, literals: ["'1 year 2 days'", "'0 days'", 'NULL'] },
    { type: 'JSON', hasText: false, literals: [`'{"b" : 1.0}'`, `'{"b":1.0}'`, 'NULL'] },
    { type: 'INTEGER[]', hasText: false, literals: ['[1,2]', '[]', '[1,NULL]', 'NULL'] },
    {
      type: 'STRUCT(a DECIMAL(9,2), b VARCHAR)',
      hasText: false,
      literals: ["{a: 1.5, b: 'x'}", '{a: NULL, b: NULL}', 'NULL'],
    },
    { type: 'BLOB', hasText: false, literals: [String.raw`'\x00\xff'`, "''", 'NULL'] },
    { type: 'UUID', hasText: true, literals: ["'6F9619FF-8B86-D011-B42D-00CF4FC964FF'", 'NULL'] },
  ],
  keyKinds: [
    { type: 'INTEGER', literal: String },
    { type: 'VARCHAR', literal: textOfCase },
    {
      type: 'VARCHAR COLLATE NOCASE',
      literal: textOfCase,
    },
    { type: 'DECIMAL(12,4)', literal: (n) => `${n}.5` },
    { type: 'UBIGINT', literal: (n) => String(2n ** 64n - 1n - BigInt(n)) },
    { type: 'HUGEINT', literal: (n) => String(2n ** 100n + BigInt(n)) },
    { type: 'DOUBLE', literal: (n) => String(n / 4) },
    { type: 'FLOAT', literal: (n) => String(n / 10) },
    { type: 'TIMESTAMPTZ', literal: (n) => `'2026-01-01 00:00:00.${n}+01'` },
    { type: 'DATE', literal: (n) => `DATE '2026-01-01' + ${n}` },
    { type: 'UUID', literal: (n) => `md5('${n}')::UUID` },
  ],
  random: 'random()::VARCHAR',
  retypeNote: ['ALTER TABLE things ALTER COLUMN note TYPE INTEGER USING 1'],
  dropNote: ['ALTER TABLE things DROP COLUMN note'],
}

async function openDatabase(): Promise<EngineDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-equality-'))
  const file = path.join(folder, 'shop.duckdb')
  const scratch = path.join(folder, 'shop.rev-scratch.duckdb')
  await inFile(file, 'SELECT 1')
  return {
    config: { path: file },
    schema: '_rev',
    scratchName: (table) => `"${table}"`,
    logName: (table) => `"_rev_${table}"`,
    run: async (...statements) => {
      for (const statement of statements) {
        await inFile(statement.includes('"_rev_') ? scratch : file, statement)
      }
    },
    scratchTables: async () =>
      (await inFile(scratch, 'SELECT table_name FROM duckdb_tables()')).map(([name]) =>
        String(name),
      ),
    rows: async (sql) => (await inFile(scratch, sql)).map((row) => row.map(textOfValue)),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function inFile(file: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
