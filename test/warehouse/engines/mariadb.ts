import type { Source } from '@revetl/sdk'
import mysql from '@revetl/source-mysql'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import {
  scratchSchema,
  textLiterals,
  textOfCase,
  textOfValue,
  type Engine,
  type EngineDatabase,
} from '../engine.ts'

const ofSpace = (n: number) => `'k${Math.floor(n / 2)}${n % 2 === 0 ? '' : ' '}'`

/** MariaDB, or the MySQL that REV_TEST_MARIADB_URL names. */
export const mariadbEngine: Engine = {
  name: 'MariaDB',
  source: mysql as Source,
  packageName: '@revetl/source-mysql',
  describe: (name, define) =>
    describeWithMariadb(name, (service) => {
      define(async () => openDatabase(await service.createDatabase()))
    }),
  quote: '`',
  textType: 'varchar(100)',
  columnKinds: [
    {
      type: 'varchar(100)',
      hasText: true,
      literals: textLiterals(String.raw`'\t\n\\'`),
    },
    {
      type: 'longtext character set latin1',
      hasText: true,
      literals: ["'é'", "'e'", "'\\''", 'null'],
    },
    {
      type: 'decimal(65,30)',
      hasText: true,
      literals: ['1', '1.5', '-0.5', '12345678901234567890123456789012345.123456789', 'null'],
    },
    { type: 'decimal(5,2) zerofill', hasText: true, literals: ['1', '1.5', '0', 'null'] },
    { type: 'int', hasText: true, literals: ['0', '1', '-1', '2147483647', 'null'] },
    { type: 'bigint unsigned', hasText: true, literals: ['18446744073709551615', '1', 'null'] },
    { type: 'year', hasText: true, literals: ['1901', '0', '2026', 'null'] },
    {
      type: 'double',
      hasText: true,
      isMet: '> 0.1',
      literals: ['0.1', '-0e0', '0', '1e300', '1.5e-320', '123456789.125', '1e21', 'null'],
    },
    {
      type: 'float',
      hasText: true,
      literals: ['0.1', '16777216', '0.3', '8388609', '-1.17549e-38', '3.4028235e38', '0', 'null'],
    },
    { type: 'bit(1)', hasText: true, literals: ["b'1'", "b'0'", 'null'] },
    { type: 'bit(17)', hasText: true, literals: ["b'10000000000000001'", "b'1'", 'null'] },
    {
      type: 'date',
      hasText: true,
      isMet: "> '2026-01-01'",
      literals: ["'2026-01-31'", "'0000-00-00'", 'null'],
    },
    {
      type: 'datetime(6)',
      hasText: true,
      literals: ["'2026-01-31 01:02:03.120'", "'2026-01-31 01:02:03'", "'0000-00-00'", 'null'],
    },
    {
      type: 'timestamp(6) null',
      hasText: true,
      literals: ["'2026-01-31 01:02:03.000001'", "'2026-01-31 01:02:03'", 'null'],
    },
    { type: 'time(2)', hasText: true, literals: ["'13:05:00.25'", "'00:00:00'", 'null'] },
    { type: "enum('', 'a,b', 'ü')", hasText: true, literals: ["'ü'", "''", 'null'] },
    { type: 'char(3)', hasText: true, literals: ["'ab'", "'abc'", 'null'] },
    { type: 'longblob', hasText: false, literals: ["x'00ff27'", "''", "repeat('x', 99)", 'null'] },
    {
      type: 'json',
      hasText: false,
      literals: [`'{"a":1.10}'`, `'{"a": 1.1}'`, `'["\\\\u00e9"]'`, 'null'],
    },
    { type: 'point', hasText: false, literals: ['point(1, 2)', 'point(1, 3)', 'null'] },
  ],
  keyKinds: [
    { type: 'int', literal: String },
    // The collation of a database ignores case, accents and spaces at the end.
    { type: 'varchar(100)', literal: textOfCase },
    { type: 'varchar(100)', literal: ofSpace },
    { type: 'char(20) character set latin1', literal: textOfCase },
    { type: 'varbinary(20)', literal: ofSpace },
    { type: 'decimal(12,4)', literal: (n) => `${n}.5` },
    { type: 'double', literal: (n) => String(n / 4) },
    { type: 'float', literal: (n) => String(n / 10) },
    { type: 'bigint unsigned', literal: (n) => String(2n ** 63n + BigInt(n)) },
    { type: 'datetime(3)', literal: (n) => `'2026-01-01 00:00:00.${n}'` },
    { type: 'date', literal: (n) => `date '2026-01-01' + interval ${n} day` },
    { type: "enum('a', 'b', 'c')", literal: (n) => `${(n % 3) + 1}` },
  ],
  random: 'cast(rand() as char)',
  retypeNote: ['alter table things modify note int'],
  dropNote: ['alter table things drop column note'],
}

async function openDatabase(url: string): Promise<EngineDatabase> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4' })
  // A zone of the server and dates that no calendar has: none of it may show.
  await connection.query("set time_zone = '+05:30', sql_mode = 'ALLOW_INVALID_DATES'")
  const database = new URL(url).pathname.slice(1)
  const schema = `_rev_${database}`
  return {
    config: { url },
    ...scratchSchema(schema, '`'),
    run: async (...statements) => {
      for (const statement of statements) await connection.query(statement)
    },
    scratchTables: async () => {
      const [rows] = await connection.query<RowDataPacket[]>(
        'select table_name as name from information_schema.tables where table_schema = ?',
        [schema],
      )
      return rows.map((row) => String(row['name']))
    },
    rows: async (sql) => {
      const [rows] = await connection.query<RowDataPacket[][]>({ sql, rowsAsArray: true })
      return rows.map((row) => row.map(textOfValue))
    },
    reader: async () => {
      const other = new URL(url)
      other.username = `reader_of_${database}`
      other.password = 'reader'
      const { username, password } = other
      await connection.query(`create or replace user ${username}@'%' identified by '${password}'`)
      await connection.query(`grant select on things to ${username}@'%'`)
      return { url: other.href }
    },
    [Symbol.asyncDispose]: async () => {
      await connection.query(`drop database if exists ${schema}`)
      await connection.end()
    },
  }
}
