import { isRevError, parseJson } from '@revetl/sdk'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DuckDBConnection } from '@duckdb/node-api'
import { compileMapping } from '../../src/map/compile-mapping.ts'
import type { Expression, RunVariable } from '../../src/mapped-field.ts'
import {
  call,
  column,
  mapped,
  mapRow,
  mapRows,
  openDuckdb,
  variables,
  type TestColumn,
} from './mapping-fixture.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await openDuckdb()
  await duckdb.run("CREATE TABLE canary AS SELECT 'alive' AS state")
})
afterAll(() => duckdb.closeSync())

const constant = (value: Extract<Expression, { kind: 'constant' }>['value']): Expression => ({
  kind: 'constant',
  value,
})

async function jsonOf(
  type: TestColumn['type'],
  sql: string,
  more: Partial<TestColumn> = {},
): Promise<string> {
  const [value] = await mapRow(duckdb, [{ name: 'v', type, sql, ...more }], [mapped(column('v'))])
  expect(value?.problem).toBeNull()
  return value?.json ?? 'nothing'
}

async function problemOf(type: TestColumn['type'], sql: string): Promise<string | null> {
  const [value] = await mapRow(duckdb, [{ name: 'v', type, sql }], [mapped(column('v'))])
  return value?.problem ?? null
}

describe('values keep every digit and character', () => {
  test.each([
    ['integer', '9007199254740993::BIGINT', '9007199254740993'],
    ['integer', "'-9223372036854775808'::BIGINT", '-9223372036854775808'],
    ['number', '1::DOUBLE', '1'],
    ['number', '0.1::DOUBLE + 0.2::DOUBLE', '0.30000000000000004'],
    ['number', "'-0.0'::DOUBLE", '-0'],
    ['number', '5e-324::DOUBLE', '5e-324'],
    ['number', '1.7976931348623157e308::DOUBLE', '1.7976931348623157e308'],
    ['decimal', "'18446744073709551615'", '18446744073709551615'],
    ['decimal', "'1.50'", '1.5'],
    ['decimal', "'1.0'", '1'],
    ['decimal', "'100'", '100'],
    ['decimal', "'-0.050'", '-0.05'],
    ['boolean', 'false', 'false'],
    ['string', "''", '""'],
    ['string', 'NULL::VARCHAR', 'null'],
    ['number', 'NULL::DOUBLE', 'null'],
    ['string', "'a' || chr(0) || chr(8232) || chr(127)", '"a\\u0000\u2028\u007f"'],
    ['date', "'0001-01-01'", '"0001-01-01"'],
    ['timestamptz', "'9999-12-31T23:59:59.999999Z'", '"9999-12-31T23:59:59.999999Z"'],
    ['interval', "'P1Y2M3DT4H5M6S'", '"P1Y2M3DT4H5M6S"'],
    ['bytes', "'aGk='", '"aGk="'],
    ['date', `'2026-01-01","admin":"true'`, '"2026-01-01\\",\\"admin\\":\\"true"'],
  ] as const)('%s %s is %s', async (type, sql, json) => {
    expect(await jsonOf(type, sql)).toBe(json)
  })

  test('any text of Unicode comes out as it went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        const [value] = await mapRow(duckdb, [], [mapped(constant(text))])
        expect(JSON.parse(value?.json ?? '')).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  test('any double reads back as itself, in a token without .0', async () => {
    const doubles = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 3000)
    await duckdb.run('CREATE OR REPLACE TABLE doubles (i INTEGER, v DOUBLE)')
    const appender = await duckdb.createAppender('doubles')
    for (const [index, double] of doubles.entries()) {
      appender.appendInteger(index)
      appender.appendDouble(double)
      appender.endRow()
    }
    appender.closeSync()
    const fields = [mapped(column('v'))]
    const rows = await mapRows(
      duckdb,
      'SELECT v FROM doubles ORDER BY i',
      [{ name: 'v', type: 'number' }],
      fields,
    )
    const tokens = rows.map(([value]) => value?.json ?? '')
    expect(tokens.map((token) => JSON.parse(token) as number)).toEqual(doubles)
    expect(tokens.filter((token) => token.endsWith('.0'))).toEqual([])
  })

  test('any decimal of 38 digits keeps them, with a precision and as text', async () => {
    const decimal = fc
      .tuple(fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), fc.integer({ min: 0, max: 38 }))
      .map(([unscaled, scale]) => ({ unscaled, scale }))
    await fc.assert(
      fc.asyncProperty(decimal, async ({ unscaled, scale }) => {
        const text = decimalText(unscaled, scale)
        const fixed = { precision: 38, scale }
        const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
        const expected = plain === '-0' ? '0' : plain
        expect(await jsonOf('decimal', `'${text}'::DECIMAL(38, ${scale})`, fixed)).toBe(expected)
        expect(await jsonOf('decimal', `'${text}'`)).toBe(plain)
      }),
      { numRuns: 150 },
    )
  })

  test('any JSON comes out as it was written, without white space between values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        const pretty = JSON.stringify(value, null, 2).replaceAll("'", "''")
        // A statement holds no NUL; JSON writes it as an escape anyway.
        const json = await jsonOf('json', `'${pretty}'`)
        expect(json).toBe(JSON.stringify(value))
      }),
      { numRuns: 200 },
    )
  })

  test('numbers in JSON keep their digits and keys their order', async () => {
    const text =
      '{"b": 1.50, "a": 12345678901234567890123456789012345678.25, "c": [ "x  y" , 1e400 ]}'
    expect(await jsonOf('json', `'${text}'`)).toBe(
      '{"b":1.50,"a":12345678901234567890123456789012345678.25,"c":["x  y",1e400]}',
    )
  })
})

describe('what JSON cannot carry rejects the row', () => {
  test.each([
    ['number', "'NaN'::DOUBLE", 'REV_VALUE_NOT_FINITE'],
    ['number', "'Infinity'::DOUBLE", 'REV_VALUE_NOT_FINITE'],
    ['number', "'-Infinity'::DOUBLE", 'REV_VALUE_NOT_FINITE'],
    ['decimal', "'NaN'", 'REV_VALUE_NOT_FINITE'],
    ['decimal', "'-Infinity'", 'REV_VALUE_NOT_FINITE'],
    ['decimal', "'007'", 'REV_VALUE_INVALID'],
    ['decimal', `'1,"admin":true'`, 'REV_VALUE_INVALID'],
    ['json', "'[NaN]'", 'REV_VALUE_INVALID'],
    ['json', "'[1,]'", 'REV_VALUE_INVALID'],
    ['json', '\'{"a": -Infinity}\'', 'REV_VALUE_INVALID'],
    ['json', "'1} , {'", 'REV_VALUE_INVALID'],
    ['json', "''", 'REV_VALUE_INVALID'],
    ['json', `'"\\ud800"'`, 'REV_VALUE_INVALID'],
  ] as const)('%s %s', async (type, sql, code) => {
    expect(await problemOf(type, sql)).toMatch(new RegExp(`^${code}: Failed to map "f": `))
  })

  test('texts in JSON may say NaN or end with a comma', async () => {
    expect(await jsonOf('json', `'["NaN", "inf,]"]'`)).toBe('["NaN","inf,]"]')
  })

  test('one bad row leaves the others alone', async () => {
    const stage = "SELECT * FROM (VALUES ('1'), ('x'), ('3')) AS t(v)"
    const rows = await mapRows(
      duckdb,
      stage,
      [{ name: 'v', type: 'string' }],
      [mapped(call('integer', [column('v')]))],
    )
    expect(rows.map(([value]) => value?.problem === null)).toEqual([true, false, true])
  })
})

describe('nothing that a mapping holds is executed', () => {
  const hostile = [
    '__proto__',
    'constructor',
    'toString',
    `"; DROP TABLE canary; --`,
    `'; DROP TABLE canary; --`,
    `a" FROM canary --`,
    'ünï😀',
    ' ',
    '$1',
    '\\',
    '{{ x }}',
  ]

  test.each(hostile)(
    'a column, a field, a key and a constant called %j are only names',
    async (name) => {
      const columns: TestColumn[] = [{ name, type: 'string', sql: "'fine'" }]
      const object: Expression = {
        kind: 'object',
        fields: [
          [name, column(name)],
          ['constant', constant(name)],
        ],
      }
      const template: Expression = { kind: 'template', parts: [name, column(name)] }
      const values = await mapRow(duckdb, columns, [
        mapped(column(name), name),
        mapped(object, 'o'),
        mapped(template, 't'),
      ])
      expect(values.map(({ json }) => json)).toEqual([
        '"fine"',
        `{${JSON.stringify(name)}:"fine","constant":${JSON.stringify(name)}}`,
        JSON.stringify(`${name}fine`),
      ])
      expect(({} as { fine?: unknown }).fine).toBeUndefined()
      expect((await duckdb.runAndReadAll('SELECT state FROM canary')).getRows()).toEqual([
        ['alive'],
      ])
    },
  )

  test('a problem names a hostile field and harms nothing', async () => {
    const field = `'; DROP TABLE canary; --\n`
    const [value] = await mapRow(
      duckdb,
      [{ name: 'v', type: 'string', sql: "'x'" }],
      [mapped(call('number', [column('v')]), field)],
    )
    expect(value?.problem).toBe(
      `REV_VALUE_INVALID: Failed to map "'; DROP TABLE canary; --?": the text is not a number.`,
    )
    expect((await duckdb.runAndReadAll('SELECT state FROM canary')).getRows()).toEqual([['alive']])
  })

  test('any options of functions are only texts', async () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (from, to) => {
        const text = `${from}${to}${from}`
        const [replaced, split, looked] = await mapRow(
          duckdb,
          [],
          [
            mapped(call('replace', [constant(text)], { from, to }), 'a'),
            mapped(call('split', [constant(text)], { separator: from }), 'b'),
            mapped(call('lookup', [constant(text)], { table: { [text]: to } }), 'c'),
          ],
        )
        expect(JSON.parse(replaced?.json ?? '')).toBe(text.split(from).join(to))
        expect(JSON.parse(split?.json ?? '')).toEqual(text.split(from))
        expect(JSON.parse(looked?.json ?? '')).toBe(to)
      }),
      { numRuns: 150 },
    )
  })

  test('a mapping that nests without end is refused instead of compiled', () => {
    const deep = Array.from({ length: 40 }).reduce<Expression>(
      (inner) => call('concat', [inner, inner]),
      column('v'),
    )
    expect(() => compile(deep)).toThrow(/too large/)
  })
})

describe('what no row could fit is refused before one is read', () => {
  test.each([
    [call('date', [column('n')]), 'date does not take an integer'],
    [call('timestamp', [column('n')]), 'the option `epoch`'],
    [call('format_date', [column('v')]), 'format_date does not take a string'],
    [call('join', [column('v')], { separator: ',' }), 'join does not take a string'],
    [
      call('default', [column('n')], { value: 'n/a' }),
      'an integer and a string do not go together',
    ],
    [call('coalesce', [column('v'), column('n')]), 'a string and an integer do not go together'],
    [call('lookup', [column('v')], { table: { a: 1, b: 'x' } }), 'do not go together'],
    [column('vv'), 'the model has no column "vv"'],
  ])('%j', (expression, reason) => {
    expect(() => compile(expression)).toThrow(reason)
  })

  test('all fields that do not fit are told at once', () => {
    const fields = [mapped(column('a'), 'one'), mapped(column('b'), 'two')]
    expect(messagesOf(() => compileMapping(fields, [], variables))).toEqual([
      'Failed to map "one": the model has no column "a".',
      'Failed to map "two": the model has no column "b".',
    ])
  })
})

describe('run variables', () => {
  test('are constants of the run, and such a field changes no record', () => {
    expect(variableField('run.started_at')).toMatchObject({ type: 'timestamptz', isVolatile: true })
    expect(variableField('run.id')).toMatchObject({ isVolatile: true })
    // A sync's name is the same in every run.
    expect(variableField('sync.name')).toMatchObject({ isVolatile: false })
  })

  test('make whatever holds them volatile', () => {
    const template: Expression = {
      kind: 'template',
      parts: ['at ', { kind: 'variable', variable: 'run.started_at' }],
    }
    const { fields } = compileMapping([mapped(call('upper', [template]))], [], variables)
    expect(fields[0]?.isVolatile).toBe(true)
  })
})

test('coalesce and default keep numbers exact across forms', async () => {
  const columns: TestColumn[] = [
    { name: 'd', type: 'decimal', precision: 38, scale: 18, sql: 'NULL::DECIMAL(38, 18)' },
    { name: 't', type: 'decimal', sql: "'12345678901234567890.50'" },
    { name: 'i', type: 'integer', sql: '9007199254740993::BIGINT' },
  ]
  const values = await mapRow(duckdb, columns, [
    mapped(call('coalesce', [column('d'), column('t')]), 'a'),
    mapped(call('coalesce', [column('d'), column('i')]), 'b'),
    mapped(call('default', [column('d')], { value: parseJson('0.12345678901234567890') }), 'c'),
  ])
  expect(values.map(({ json }) => json)).toEqual([
    '12345678901234567890.5',
    '9007199254740993',
    '0.1234567890123456789',
  ])
})

test('the zone of the machine changes nothing', async () => {
  const columns: TestColumn[] = [
    { name: 'tz', type: 'timestamptz', sql: "'2026-03-29T23:30:00.5Z'" },
    { name: 'ts', type: 'timestamp', sql: "'2026-03-29T02:30:00'" },
    { name: 's', type: 'string', sql: "'2026-03-29T23:30:00-02:00'" },
  ]
  const fields = [
    mapped(column('tz'), 'a'),
    mapped(call('format_date', [column('tz')], { format: '%Y-%m-%d %H:%M:%S.%f' }), 'b'),
    mapped(call('timestamp', [column('ts')], { zone: 'Europe/Stockholm' }), 'c'),
    mapped(call('timestamp', [column('s')], { zone: 'UTC' }), 'd'),
    mapped(call('date', [column('tz')]), 'e'),
    mapped(call('timestamp', [constant(0)], { epoch: 'seconds' }), 'f'),
  ]
  const seen = []
  for (const zone of ['UTC', 'America/New_York', 'Pacific/Kiritimati']) {
    await duckdb.run(`SET TimeZone = '${zone}'`)
    seen.push((await mapRow(duckdb, columns, fields)).map(({ json }) => json))
  }
  await duckdb.run("SET TimeZone = 'UTC'")
  expect(seen[0]).toEqual([
    '"2026-03-29T23:30:00.5Z"',
    '"2026-03-29 23:30:00.500000"',
    '"2026-03-29T01:30:00Z"',
    '"2026-03-30T01:30:00Z"',
    '"2026-03-29"',
    '"1970-01-01T00:00:00Z"',
  ])
  expect([seen[1], seen[2]]).toEqual([seen[0], seen[0]])
})

test('numbers inside a constant keep their digits', async () => {
  const value = parseJson('{"a":[12345678901234567890123,0.1]}')
  const [mappedValue] = await mapRow(duckdb, [], [mapped(constant(value))])
  expect(mappedValue?.json).toBe('{"a":[12345678901234567890123,0.1]}')
})

test('a mapping with e164 brings its function, others bring none', () => {
  expect(compile(call('e164', [column('v')])).scalarFunctions.map(({ name }) => name)).toEqual([
    'rev_e164',
  ])
  expect(compile(column('v')).scalarFunctions).toEqual([])
})

function variableField(variable: RunVariable) {
  return compileMapping([mapped({ kind: 'variable', variable })], [], variables).fields[0]
}

function compile(expression: Expression) {
  const columns = [
    { name: 'v', type: 'string' },
    { name: 'n', type: 'integer' },
  ] as const
  return compileMapping([mapped(expression)], columns, variables)
}

function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? `${sign}${digits}` : `${sign}${whole}.${digits.slice(-scale)}`
}

function messagesOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    if (isRevError(error)) return [error, ...error.others].map(({ message }) => message)
    throw error
  }
  return []
}
