import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parseJson, type FilePlace, type ValueType } from '@revetl/sdk'
import { parseMapping } from '../../src/config/mapping/parse-mapping.ts'
import { Problems } from '../../src/config/problems.ts'
import { loadShapeChecker, type ShapeChecker } from '../../src/config/shape/check-shape.ts'
import { fileSchema } from '../../src/config/schema/json-schemas.ts'
import { dateSpecifiers, sha256Forms } from '../../src/mapping-functions.ts'
import { functionNames } from '../../src/mapped-field.ts'
import { mapRow, openDuckdb, type MappedValue, type TestColumn } from './mapping-fixture.ts'

const page = await readFile(new URL('../../../../docs/mapping.md', import.meta.url), 'utf8')

interface Example {
  readonly value: string
  readonly type: ValueType
  readonly apply: string
  readonly result: string
}

const examples = [...page.matchAll(/^\| `(.*?)` \| (\w+) \| `(.*?)` \| (.*?) \|$/gm)].map(
  ([, value = '', type = '', apply = '', result = '']): Example => ({
    value,
    type: type as ValueType,
    apply,
    result,
  }),
)

let duckdb: DuckDBConnection
let checker: ShapeChecker
beforeAll(async () => {
  duckdb = await openDuckdb()
  checker = await loadShapeChecker()
})
afterAll(() => duckdb.closeSync())

test('every function is in the table, with a row that says what it does with null', () => {
  for (const name of functionNames) {
    const rows = examples.filter(({ apply }) => new RegExp(`^(\\{ )?${name}\\b`).test(apply))
    expect(rows.length, name).toBeGreaterThan(0)
    expect(rows.filter(({ value }) => value === 'null').length, name).toBeGreaterThan(0)
  }
})

test.each(examples)('$value as $type with $apply gives $result', async (example) => {
  const yaml = `model: m\ndestination: d\nobject: o\nmode: upsert\nmap: { f: { column: v, apply: [${example.apply}] } }`
  const file = parse(yaml) as { map: never }
  expect(checker.check({ schema: fileSchema('sync'), value: file })).toEqual([])
  const problems = new Problems()
  const { fields } = parseMapping(file.map, {
    file: { file: 'syncs/m.yaml', value: null, placeOf: place, keyPlaceOf: place },
    problems,
    nulls: 'send',
  })
  expect(problems.errors).toEqual([])
  const [mapped] = await mapRow(duckdb, [stagedColumn(example)], fields)
  expect(inDocs(mapped)).toBe(example.result)
})

function place(): FilePlace {
  return { file: 'syncs/m.yaml', line: 1, column: 1 }
}

function inDocs(mapped: MappedValue | undefined): string {
  const [, reason] = /^REV_VALUE_\w+: Failed to map "f": (.*)\.$/.exec(mapped?.problem ?? '') ?? []
  return reason === undefined ? `\`${mapped?.json}\`` : `✗ ${reason}`
}

test('the tables of formats and normalisations are complete', () => {
  for (const [specifier, meaning] of Object.entries(dateSpecifiers)) {
    expect(page).toContain(`| \`${specifier}\` | ${meaning} |`)
  }
  for (const form of sha256Forms) expect(page).toMatch(new RegExp(`^\\| \`${form}\` \\| `, 'm'))
})

const stageTypes: Readonly<Partial<Record<ValueType, string>>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  decimal: 'DECIMAL(18,4)',
}

function stagedColumn({ value, type }: Example): TestColumn {
  const text = type === 'string' && value !== 'null' ? (parseJson(value) as string) : value
  const quoted = value === 'null' ? 'NULL' : `'${text.replaceAll("'", "''")}'`
  const sql = `${quoted}::${stageTypes[type] ?? 'VARCHAR'}`
  return { name: 'v', type, sql, ...(type === 'decimal' ? { precision: 18, scale: 4 } : {}) }
}
