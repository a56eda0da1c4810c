import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Source } from '@revetl/sdk'
import sqlite from '@revetl/source-sqlite'
import { describe } from 'vitest'
import {
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

/** SQLite: the database is a file, and the scratch tables lie in one beside it. */
export const sqliteEngine: Engine = {
  name: 'SQLite',
  source: sqlite as Source,
  packageName: '@revetl/source-sqlite',
  describe: async (name, define) => {
    // oxlint-disable-next-line vitest/valid-title -- the suite's title
    describe(name, () => {
      define(openDatabase)
    })
  },
  quote: '"',
  textType: 'TEXT',
  columnKinds: [
    {
      type: 'TEXT',
      hasText: true,
      literals: [...textLiterals(String.raw`'\t\n\\'`), "'a'||char(0)", "'a'||char(0)||'b'"],
    },
    { type: 'VARCHAR(9) COLLATE NOCASE', hasText: true, literals: textLiterals("'x'") },
    {
      type: 'DECIMAL(38,10)',
      hasText: true,
      isMet: '> 1',
      literals: ['1', '1.5', '-0.5', '1e-7', '1e20', "'00.50'", 'NULL'],
    },
    { type: 'INTEGER', hasText: true, literals: ['0', '1', '-1', String(2n ** 63n - 1n), 'NULL'] },
    {
      type: 'REAL',
      hasText: true,
      isMet: '>= 5e-324',
      literals: ['0.1', '-0.0', '0', '1e300', '5e-324', '2.2250738585072011e-308', '1e999', 'NULL'],
    },
    // What is declared as nothing keeps every value as it is, -0 included.
    {
      type: '',
      hasText: true,
      literals: ['1', '1.0', "'1'", "'1.0'", '-0.0', '0.0', '0', "''", '5e-324', 'NULL'],
    },
    { type: 'BOOLEAN', hasText: true, literals: ['1', '0', 'NULL'] },
    {
      type: 'DATE',
      hasText: true,
      literals: ["'2026-01-31'", "'0001-01-01'", "'9999-99-99'", 'NULL'],
    },
    { type: 'TIME', hasText: true, literals: ["'13:05'", "'13:05:00'", "'13:05:00.250'", 'NULL'] },
    {
      type: 'DATETIME',
      hasText: true,
      literals: ["'2026-01-31 01:02'", "'2026-01-31T01:02:00.120'", "'2026-01-31 01:02:00'"],
    },
    { type: 'UUID', hasText: true, literals: ["'6F9619FF-8B86-D011-B42D-00CF4FC964FF'", 'NULL'] },
    { type: 'JSON', hasText: false, literals: [`'{"b" : 1.0}'`, `'{"b":1.0}'`, '1', 'NULL'] },
    { type: 'BLOB', hasText: false, literals: ["x'00ff27'", "x''", "x'00ff'", 'NULL'] },
  ],
  keyKinds: [
    { type: 'INTEGER', literal: String },
    { type: 'TEXT', literal: textOfCase },
    { type: 'TEXT COLLATE NOCASE', literal: textOfCase },
    { type: 'TEXT COLLATE RTRIM', literal: (n) => `'k${n >> 1}${' '.repeat(n % 2)}'` },
    { type: 'TEXT', literal: (n) => `'k${n >> 1}'${n % 2 === 0 ? '' : '||char(0)'}` },
    { type: 'DECIMAL(12,4)', literal: (n) => `${n}.5` },
    { type: 'REAL', literal: (n) => String(Math.sqrt(n) / 3) },
    { type: 'DATETIME', literal: (n) => `'2026-01-01 00:00:00.${n}'` },
    { type: 'DATE', literal: (n) => `date('2026-01-01', '+${n} days')` },
  ],
  random: 'cast(random() as text)',
  retypeNote: [
    'ALTER TABLE things DROP COLUMN note',
    'ALTER TABLE things ADD COLUMN note INTEGER DEFAULT 1',
  ],
  dropNote: ['ALTER TABLE things DROP COLUMN note'],
}

async function openDatabase(): Promise<EngineDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-equality-'))
  const file = path.join(folder, 'shop.sqlite')
  const scratch = path.join(folder, 'shop.rev-scratch.sqlite')
  inFile(file, 'PRAGMA journal_mode = wal')
  return {
    config: { path: file },
    schema: '_rev',
    scratchName: (table) => `"${table}"`,
    logName: (table) => `"_rev_${table}"`,
    run: async (...statements) => {
      for (const statement of statements) {
        inFile(statement.includes('"_rev_') ? scratch : file, statement)
      }
    },
    scratchTables: async () =>
      inFile(scratch, "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) =>
        String(name),
      ),
    rows: async (sql) => inFile(scratch, sql).map((row) => Object.values(row).map(textOfValue)),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

function inFile(file: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file)
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
