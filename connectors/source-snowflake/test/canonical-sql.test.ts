import { expect, test } from 'vitest'
import { toColumn } from '../src/column-types.ts'
import {
  keySql,
  printSql,
  refusalSql,
  requireText,
  textSql,
} from '../src/pushdown/canonical-sql.ts'

const columnOf = (type: string, scale?: number) => {
  const column = toColumn({ name: 'G', type, ...(scale === undefined ? {} : { scale }) })
  return { column, type: column.sourceType ?? '', reference: 'c1' }
}

// The emulator has no other zone than UTC, no nanoseconds and no other format of a session than the usual one.
test('an instant is written in UTC and with each digit, whatever the session shows', () => {
  for (const type of ['TIMESTAMP_LTZ', 'TIMESTAMP_TZ']) {
    for (const sql of [textSql(columnOf(type)), keySql(columnOf(type))]) {
      expect(sql).toContain("convert_timezone('UTC', c1)")
      expect(sql).toMatch(/FF9.*\|\| 'Z'$/)
    }
  }
  expect(textSql(columnOf('TIMESTAMP_NTZ'))).not.toContain('convert_timezone')
})

test.each(['DATE', 'TIME', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ', 'FLOAT', 'BINARY'])(
  'no text of a %s is left to a parameter of the session',
  (type) => {
    const column = columnOf(type)
    for (const sql of [textSql(column), printSql('ab', [column])]) {
      expect(sql).not.toMatch(/to_varchar\(c1\)|c1::|cast\(/)
    }
  },
)

test.each(['GEOGRAPHY', 'GEOMETRY', 'DECFLOAT', 'MAP', 'VECTOR', 'SOMETHING NEW'])(
  'a column of type %s is refused, with what to do',
  (type) => {
    expect(() => requireText(columnOf(type))).toThrow(
      expect.objectContaining({
        code: 'REV_MODEL_SQL',
        message: expect.stringContaining(`G is of type ${type}`) as string,
      }),
    )
  },
)

test('a column of a type that has a text is not refused, and only JSON has values that are', () => {
  const plain = ['FIXED', 'TEXT', 'FLOAT', 'BOOLEAN', 'DATE', 'TIME', 'TIMESTAMP_LTZ', 'BINARY']
  for (const type of [...plain, 'VARIANT', 'OBJECT', 'ARRAY']) requireText(columnOf(type))
  expect(plain.filter((type) => refusalSql(columnOf(type)) !== undefined)).toEqual([])
  expect(refusalSql(columnOf('ARRAY'))).toContain('G holds XML')
})
