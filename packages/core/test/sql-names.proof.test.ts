import { DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteName, quoteText } from '../src/sql.ts'

// Pieces that end a name, a text or a statement in one dialect or another, between ordinary characters.
const pieces = fc.constantFrom(
  ...[
    [
      '"',
      '""',
      '\\"',
      "'",
      "''",
      '`',
      ']',
      '[',
      ';',
      '--',
      '/*',
      '*/',
      '$$',
      '$1',
      '?',
      ':a',
      '\n',
    ],
    [
      '\\',
      '%',
      '_',
      '.',
      '..',
      '@',
      '#',
      '{',
      '}',
      '(',
      ')',
      ',',
      ' ',
      '\u00a0',
      '\u2028',
      '\u201c',
    ],
    ['; DROP TABLE canary;--', '" FROM canary; DELETE FROM canary; --', "' OR 1=1 --", '\r', '\t'],
    ['a', 'Z', '0', 'é', '😀', '＂'],
  ].flat(),
)
const names = fc
  .oneof(
    fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }),
    fc.string({ minLength: 60, maxLength: 70 }),
  )
  .filter((name) => name.isWellFormed() && !name.includes('\0'))

test('ten thousand names and texts are what they say in DuckDB, and nothing that they say runs', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run('CREATE TABLE canary AS SELECT 42 AS value')
  await fc.assert(
    fc.asyncProperty(names, names, async (name, text) => {
      const result = await connection.runAndReadAll(
        `SELECT ${quoteText(text)} AS ${quoteName(name)} FROM canary AS ${quoteName(`t${name}`)}`,
      )
      expect(result.columnNames()).toEqual([name])
      expect(result.getRowsJson()).toEqual([[text]])
    }),
    { numRuns: 10_000 },
  )
  const left = await connection.runAndReadAll('SELECT value FROM canary')
  expect(left.getRowsJson()).toEqual([[42]])
  connection.closeSync()
  instance.closeSync()
})

test('names make tables and columns of exactly that name, in DuckDB too', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const name of fc.sample(names, { numRuns: 300, seed: 1 })) {
    await connection.run(
      `CREATE OR REPLACE TABLE ${quoteName(`t ${name}`)} (${quoteName(name)} INTEGER)`,
    )
    const found = await connection.runAndReadAll(
      `SELECT column_name FROM duckdb_columns() WHERE table_name = ${quoteText(`t ${name}`)}`,
    )
    expect(found.getRowsJson()).toEqual([[name]])
    await connection.run(`DROP TABLE ${quoteName(`t ${name}`)}`)
  }
  connection.closeSync()
  instance.closeSync()
})

test('a text with NUL is refused, since no statement can hold one', () => {
  expect(() => quoteText('a\0b')).toThrow(RangeError)
})
