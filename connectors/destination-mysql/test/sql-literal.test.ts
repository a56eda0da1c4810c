import { ExactNumber, type Value, type ValueType } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { sqlLiteral } from '../src/sql-literal.ts'
import type { TableColumn } from '../src/table.ts'

const column = (dataType: string, fraction = 6): TableColumn => ({
  name: 'v',
  dataType,
  type: dataType,
  collation: null,
  characters: null,
  fraction,
  isNullable: true,
  isRequired: false,
  isReadOnly: false,
})

test.for([
  ['text', 'string', "it's \\ x", "'it''s \\ x'"],
  ['text', 'boolean', true, "'true'"],
  ['tinyint', 'boolean', true, "'1'"],
  ['bit', 'boolean', false, '0'],
  ['int', 'decimal', new ExactNumber('15.00'), "'15.00'"],
  ['int', 'number', 1.5e21, "'1.5e+21'"],
  ['year', 'integer', 0, "'0000'"],
  ['decimal', 'decimal', new ExactNumber('0.10'), "'0.10'"],
  ['blob', 'bytes', 'AP8=', "x'00ff'"],
  ['text', 'bytes', 'AP8=', "'AP8='"],
  ['json', 'json', 'text', `'"text"'`],
  ['json', 'string', '{"a": 1}', `'{"a": 1}'`],
  ['text', 'json', { a: [null] }, `'{"a":[null]}'`],
  ['datetime', 'timestamptz', '2026-01-31T13:05:00.5Z', "'2026-01-31T13:05:00.5'"],
  ['time', 'interval', 'PT838H59M59S', "'838:59:59'"],
  ['time', 'interval', 'P1DT2H', "'26:00:00'"],
  ['time', 'interval', 'P-1DT2H', "'-22:00:00'"],
  ['time', 'interval', 'PT-1.5S', "'-00:00:01.500000'"],
  ['time', 'interval', 'PT0S', "'00:00:00'"],
  ['time', 'interval', 'P1M', "'P1M'"],
  ['int', 'integer', null, 'null'],
] as [string, ValueType, Value, string][])(
  'into %s a %s %j is %s',
  ([dataType, type, value, expected]) => {
    expect(sqlLiteral(value, type, column(dataType))).toBe(expected)
  },
)

test.for([
  ['int', 'number', 1.5, 0],
  ['year', 'integer', 70, 0],
  ['int', 'decimal', new ExactNumber('15e-1'), 0],
  ['double', 'number', new ExactNumber('1e-400'), 0],
  ['time', 'interval', 'PT1.5S', 0],
  ['datetime', 'timestamp', '2026-01-31T13:05:00.5', 0],
  ['text', 'string', '\ud800', 0],
  ['blob', 'bytes', '*', 0],
  ['json', 'string', '{', 0],
] as [string, ValueType, Value, number][])(
  'into %s a %s %j is none, since it would not stay what it is',
  ([dataType, type, value, fraction]) => {
    expect(sqlLiteral(value, type, column(dataType, fraction))).toMatchObject({
      code: 'REV_VALUE_INVALID',
    })
  },
)
