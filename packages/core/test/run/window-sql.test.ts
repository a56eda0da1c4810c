import type { Column, ModelQuery, SourceSql, ValueType } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { windowQuery, type Window } from '../../src/run/cursor/window-sql.ts'

const query: ModelQuery = { kind: 'sql', sql: 'select 1;\n' }
const noKeys: Window['keys'] = { columns: [], rows: [] }
const at = BigInt(Date.UTC(2026, 0, 31, 13, 5, 0, 999))
const columnOf = (type: ValueType, sourceType?: string): Column => ({
  name: 'at',
  type,
  ...(sourceType === undefined ? {} : { sourceType }),
})

function sqlOf(window: Partial<Window>, sql: SourceSql = {}, model = query): string | undefined {
  const whole = { column: columnOf('integer'), from: 5n, keys: noKeys, ...window }
  const found = windowQuery(model, sql, whole)
  return found?.kind === 'sql' ? found.sql : undefined
}

test('a model becomes a part of a statement with a condition; rows without a cursor meet it', () => {
  expect(sqlOf({})).toBe('SELECT * FROM (select 1\n) AS rev_window WHERE "at" >= 5 OR "at" IS NULL')
  const table: ModelQuery = { kind: 'table', table: ['shop', 'or"ders'] }
  expect(sqlOf({}, {}, table)).toContain('FROM "shop"."or""ders" AS rev_window')
  expect(sqlOf({}, { quote: '`' }, table)).toContain('FROM `shop`.`or"ders` AS')
  expect(sqlOf({}, {}, { kind: 'files', paths: ['a.csv'] })).toBeUndefined()
})

test.each([
  ['date', undefined, {}, "CAST('2026-01-31' AS DATE)"],
  ['timestamp', 'datetime2(3)', {}, "CAST('2026-01-31 13:05:00' AS datetime2(3))"],
  ['timestamptz', undefined, {}, "CAST('2026-01-31 13:05:00+00:00' AS TIMESTAMP WITH TIME ZONE)"],
  [
    'timestamptz',
    'x',
    { timestamptz: "at('{date}T{time}', {type})" },
    "at('2026-01-31T13:05:00', x)",
  ],
] as const)(
  'a bound of type %s is rounded down to the second',
  (type, name, literals, expected) => {
    expect(sqlOf({ column: columnOf(type, name), from: at }, { literals })).toContain(
      `"at" >= ${expected} OR`,
    )
  },
)

test('a time that no database has is no bound', () => {
  for (const from of [8_640_000_000_000_001n, -62_198_755_200_001n, 253_402_300_800_000n]) {
    expect(sqlOf({ column: columnOf('timestamp'), from })).toBeUndefined()
  }
})

test('keys are found by their values, and only those that are the same text in every database', () => {
  const id: Column = { name: 'id', type: 'string' }
  const n: Column = { name: 'n', type: 'integer' }
  expect(sqlOf({ keys: { columns: [id], rows: [['a@b.c'], ['x y']] } })).toMatch(
    / OR "id" IN \('a@b\.c', 'x y'\)$/,
  )
  expect(
    sqlOf({
      keys: {
        columns: [n, id],
        rows: [
          [4, 'a'],
          [5, 'b'],
        ],
      },
    }),
  ).toMatch(/ OR \("n" = 4 AND "id" = 'a'\) OR \("n" = 5 AND "id" = 'b'\)$/)
  for (const bad of ["o'k", 'back\\slash', 'é', '"', 'a\nb', '%']) {
    expect(sqlOf({ keys: { columns: [id], rows: [['fine'], [bad]] } }), bad).toBeUndefined()
  }
  const date: Column = { name: 'id', type: 'date' }
  expect(sqlOf({ keys: { columns: [date], rows: [['2026-01-31']] } })).toBeUndefined()
  expect(sqlOf({ keys: { columns: [n], rows: [['1); drop']] } })).toBeUndefined()
})
