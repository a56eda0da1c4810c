import { expect, test } from 'vitest'
import type { PushdownDialect } from '../../src/index.ts'
import {
  analyzeSql,
  comparedSql,
  createTableSql,
  pushdownModel,
  scratchLiteral,
  scratchRefused,
  scratchTable,
  scratchValue,
  stageTableSql,
  type ModelColumn,
} from '../../src/sql.ts'

const dialect: PushdownDialect = {
  quote: '"',
  literals: 'standard',
  scratch: 'schema',
  types: { integer: 'int', number: 'double', boolean: 'bool', text: 'text', print: 'char(32)' },
  stageTable: 'make {table} from {select}',
  fence: '',
  analyze: '',
}
const table = {
  name: 'state_1',
  columns: [
    { name: 'k0', type: 'text', isKey: true },
    { name: 'k1', type: 'int', isKey: true },
    { name: 'v0', type: 'text' },
  ],
}

test('names a table in its schema, or with a prefix where there are none', () => {
  expect(scratchTable({ dialect, schema: 'a"b' }, 't')).toBe('"a""b"."t"')
  const prefixed = { ...dialect, scratch: 'prefix', quote: '`' } as const
  expect(scratchTable({ dialect: prefixed, schema: '_rev' }, 't`')).toBe('`_rev_t```')
})

test('writes a text so that no setting of a session makes another of it', () => {
  expect(scratchLiteral(dialect, null)).toBe('NULL')
  expect(scratchLiteral(dialect, String.raw`it's \ `)).toBe(String.raw`'it''s \ '`)
  expect(scratchLiteral({ ...dialect, literals: 'backslash' }, '\\')).toBe(String.raw`'\\'`)
  expect(scratchLiteral({ ...dialect, literals: 'hex' }, 'é\\')).toBe("_utf8mb4 x'c3a95c'")
  expect(scratchLiteral({ ...dialect, literals: 'hex' }, "it's")).toBe("'it''s'")
  expect(scratchLiteral({ ...dialect, literals: 'char' }, "a\0'")).toBe("'a'||char(0)||''''")
})

test('writes a quote and a variable by a backslash, where two quotes join two literals', () => {
  const backslash = { ...dialect, literals: 'backslash-quote' } as const
  expect(scratchLiteral(backslash, String.raw`it's a\b`)).toBe(String.raw`'it\'s a\\b'`)
  expect(scratchLiteral(backslash, '${env:HOME} $${x} {"a":"$"}\n\0')).toBe(
    `'$\\{env:HOME} $$\\{x} {"a":"$"}\n\0'`,
  )
  expect(scratchLiteral(backslash, null)).toBe('NULL')
})

test('fills the statements of a dialect, once, whatever a select holds', () => {
  const plain = { dialect, schema: 's' }
  expect(createTableSql(plain, table)).toEqual([
    'DROP TABLE IF EXISTS "s"."state_1"',
    'CREATE TABLE "s"."state_1" (k0 text, k1 int, v0 text)',
  ])
  expect(analyzeSql(plain, table)).toEqual([])
  const indexed = {
    ...dialect,
    createTable: 'new {table} ({columns}; {keys})',
    analyze: 'index {index} on {table} ({keys})',
    keyPrefix: '(9)',
  }
  const scratch = { dialect: indexed, schema: 's' }
  expect(createTableSql(scratch, table)[1]).toBe(
    'new "s"."state_1" (k0 text, k1 int, v0 text; k0(9), k1)',
  )
  expect(stageTableSql(scratch, table, "select '{table}'")).toEqual([
    'DROP TABLE IF EXISTS "s"."state_1"',
    `make "s"."state_1" from select '{table}'`,
    'index "s_state_1_keys" on "s"."state_1" (k0(9), k1)',
  ])
})

test('writes what a literal cannot hold as escapes, where the database has no doubled quotes', () => {
  const escapes = { ...dialect, literals: 'escapes' } as const
  expect(scratchLiteral(escapes, "it's a\\b")).toBe(String.raw`'it\'s a\\b'`)
  expect(scratchLiteral(escapes, '\0\n\u0085é\u{1F600}')).toBe(String.raw`'\u0000\u000a\u0085é😀'`)
  expect(scratchLiteral(escapes, null)).toBe('NULL')
})

test('makes a value of a literal as the dialect says, where it is no text', () => {
  const typed = { ...dialect, typedLiteral: 'cast({literal} as {type})' }
  expect(scratchValue(typed, 'int', '7')).toBe("cast('7' as int)")
  expect(scratchValue(typed, 'text', '$&{type}')).toBe("'$&{type}'")
  expect(scratchValue(typed, 'int', null)).toBe('NULL')
  expect(scratchValue(dialect, 'int', '7')).toBe("'7'")
})

test('compares a number as the dialect says', () => {
  const { number } = dialect.types
  const other = { ...dialect, comparedNumber: "format('%g', {number})" }
  expect(comparedSql(other, number, 't.k0')).toBe("format('%g', t.k0)")
  expect(comparedSql(other, 'text', 't.k0')).toBe('t.k0')
})

test('compares a text as the dialect says, and what is no text as it is', () => {
  expect(comparedSql(dialect, 'text', 't.k0')).toBe('t.k0')
  const padded = {
    ...dialect,
    types: { ...dialect.types, keyText: 'varchar(9)' },
    comparedText: 'md5({text} || {text})',
  }
  expect(comparedSql(padded, 'text', 't.k0')).toBe('md5(t.k0 || t.k0)')
  expect(comparedSql(padded, 'varchar(9)', "'$&'")).toBe("md5('$&' || '$&')")
  expect(comparedSql(padded, 'int', 't.k0')).toBe('t.k0')
})

const columns: ModelColumn<string>[] = ['Id', 'name'].map((name, index) => ({
  column: { name, type: 'string' },
  reference: `c${index + 1}`,
  type: 'text',
}))
const request = {
  model: { kind: 'sql', sql: 'select 1' },
  projectPath: '/',
  keys: ['id'],
  columns: ['name'],
  salt: 'ab',
} as const

const refusal = ({ reference }: ModelColumn<string>, isKey: boolean): string | undefined =>
  isKey ? `long(${reference})` : undefined

test('puts a model together from the expressions of a dialect', () => {
  const expressions = {
    key: ({ reference }: ModelColumn<string>) => `key(${reference})`,
    text: ({ reference }: ModelColumn<string>) => `text(${reference})`,
    print: (salt: string, used: readonly ModelColumn<string>[]) => `print(${salt}, ${used.length})`,
  }
  expect(pushdownModel(request, { from: 'm', columns }, expressions)).toEqual({
    from: 'm',
    names: ['c2', 'c1'],
    columns: [{ name: 'name', type: 'string' }],
    keys: ['key(c1)'],
    texts: ['text(c2)'],
    print: 'print(ab, 1)',
  })
  expect(pushdownModel(request, { from: 'm', columns }, { ...expressions, refusal }).refusal).toBe(
    'long(c1)',
  )
  const both = pushdownModel(
    request,
    { from: 'm', columns },
    { ...expressions, refusal: () => 'x' },
  )
  expect(both.refusal).toBe('coalesce(x, x)')
  const missing = { ...request, keys: ['other'] }
  expect(() => pushdownModel(missing, { from: 'm', columns }, expressions)).toThrow(
    'it has no column other',
  )
})

test('says of a scratch schema that cannot be used what to grant', () => {
  const error = scratchRefused('_rev', { why: 'no right', grant: 'Grant it' })
  expect(error).toMatchObject({
    code: 'REV_AUTH_SCOPE',
    hint: 'Grant it; `diff: local` without a `run_log` needs to read only.',
  })
})
