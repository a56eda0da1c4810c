import { field } from '@revetl/sdk'
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileMapping } from '../../src/map/compile-mapping.ts'
import { limitLengths } from '../../src/map/limit-lengths.ts'
import { call, column, mapped, openDuckdb, variables } from './mapping-fixture.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.closeSync())

const name = { name: 'name', type: 'string' } as const

async function problemOf(value: string, charactersMax = 3): Promise<unknown> {
  const fields = { f: field('string', { maxLength: charactersMax }) }
  const mapping = compileMapping([mapped(column('name'))], [name], variables)
  const [limited] = limitLengths(mapping, fields).fields
  const sql = `SELECT ${limited?.problem} FROM (SELECT '${value}' AS name)`
  return (await duckdb.runAndReadAll(sql)).getRows()[0]?.[0]
}

test('a text that is too long for its field is a problem that names the field', async () => {
  expect(await problemOf('abcd')).toBe(
    'REV_VALUE_TOO_LONG: The value for "f" is longer than 3 characters.',
  )
  expect(await problemOf('abc')).toBeNull()
})

test('characters are code points, whatever JSON makes of them', async () => {
  expect(await problemOf('😀😀😀')).toBeNull()
  expect(await problemOf('"\n"')).toBeNull()
  expect(await problemOf('😀😀😀😀')).toContain('REV_VALUE_TOO_LONG')
})

test('fields without a limit, or of other types, cost nothing', () => {
  const mapping = compileMapping(
    [mapped(column('name')), mapped(column('name'), 'g')],
    [name],
    variables,
  )
  const limited = limitLengths(mapping, { f: field('string'), g: field('json', { maxLength: 1 }) })
  expect(limited.fields).toEqual(mapping.fields)
})

test('a problem that is there already comes first', () => {
  const fields = { f: field('string', { maxLength: 3 }) }
  const mapping = compileMapping([mapped(call('sha256', [column('name')]))], [name], variables)
  const [before] = mapping.fields
  const withProblem = { ...mapping, fields: [{ ...before, problem: 'first' }] } as typeof mapping
  expect(limitLengths(withProblem, fields).fields[0]?.problem).toMatch(/^coalesce\(first, CASE/)
})
