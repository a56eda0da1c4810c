import type { Column, ValueType } from '@revetl/sdk'

// A type is any text, and the first rule that fits counts: https://www.sqlite.org/datatype3.html#determination_of_column_affinity (read 2026-11-27)
const rules: readonly (readonly [RegExp, ValueType])[] = [
  [/^bool(ean)?$/, 'boolean'],
  [/^date$/, 'date'],
  [/^time$/, 'time'],
  [/^(datetime|timestamp)$/, 'timestamp'],
  [/^json$/, 'json'],
  [/^uuid$/, 'uuid'],
  [/int/, 'integer'],
  [/char|clob|text/, 'string'],
  [/blob/, 'bytes'],
  [/real|floa|doub/, 'number'],
  [/^(num|numeric|decimal)$/, 'decimal'],
]

/** The value type of a declared type; `string` where there is none. */
export function valueTypeOf(declared: string): ValueType {
  const name = declared.toLowerCase().replace(/\(.*$/, '').trim()
  return rules.find(([pattern]) => pattern.test(name))?.[1] ?? 'string'
}

/** A column. SQLite does not hold a value to the digits that a type declares, so they are left out. */
export function toColumn(name: string, declared: string, isNullable = true): Column {
  return {
    name,
    type: valueTypeOf(declared),
    nullable: isNullable,
    ...(declared === '' ? {} : { sourceType: declared }),
  }
}
