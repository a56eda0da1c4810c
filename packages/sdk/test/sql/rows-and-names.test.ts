import { expect, test } from 'vitest'
import type { Change, OperationName } from '../../src/index.ts'
import {
  listSome,
  nullMatch,
  quoteMysqlName,
  quotePostgresName,
  quoteTable,
  rowOutcome,
  twinMatch,
  type RowFacts,
} from '../../src/sql.ts'

const change: Change = {
  id: 'a',
  kind: 'added',
  key: [1],
  fields: {},
  json: '{}',
  remoteId: undefined,
}

const absent = { wrote: false, found: false }
const there = { wrote: false, found: true }

test.for<[OperationName, RowFacts, string]>([
  ['upsert', { wrote: true, created: true, found: false }, 'created'],
  ['upsert', { wrote: true, created: false, found: true }, 'updated'],
  ['upsert', { wrote: true, created: null, found: false }, 'written'],
  ['upsert', { ...there, same: true }, 'unchanged'],
  ['upsert', { ...there, same: false }, 'retry'],
  ['upsert', absent, 'retry'],
  ['update', { ...there, same: true }, 'unchanged'],
  ['update', absent, 'skipped no-match'],
  ['create', there, 'skipped exists'],
  ['create', absent, 'retry'],
  ['delete', { wrote: true, found: true }, 'deleted'],
  ['delete', absent, 'unchanged'],
  ['delete', there, 'retry'],
  ['append', absent, 'retry'],
])('of %s with %j the outcome is %s', ([operation, row, expected]) => {
  const outcome = rowOutcome(change, operation, row)
  const told = outcome.status === 'ok' ? outcome.effect : outcome.status
  expect(outcome.status === 'skipped' ? `skipped ${outcome.reason}` : told).toBe(expected)
})

test('what a record is refused for names the field, or the match fields', () => {
  expect(nullMatch('id')).toMatchObject({
    field: 'id',
    message: expect.stringMatching(/^id is null/),
  })
  expect(twinMatch(['a', 'b'])).toMatchObject({ message: expect.stringContaining('a, b') })
})

test('a list shows three names and that there are others', () => {
  expect(listSome(['a', 'b', 'c'])).toBe('a, b, c')
  expect(listSome(['a', 'b', 'c', 'd'], '; ')).toBe('a; b; c and others')
})

const postgres = (name: string) => quotePostgresName(name, 'REV_CONFIG_REFERENCE')
const mysql = (name: string) => quoteMysqlName(name, 'REV_MODEL_NOT_FOUND')

test('a name is quoted, or refused with the code that was asked for', () => {
  expect(quoteTable({ schema: 'a"b', table: 'é' }, postgres)).toBe('"a""b"."é"')
  expect(quoteTable({ schema: 'a`b', table: 'é' }, mysql)).toBe('`a``b`.`é`')
  for (const name of ['', 'é'.repeat(32), 'a\0', '\ud800']) {
    expect(() => postgres(name)).toThrow(expect.objectContaining({ code: 'REV_CONFIG_REFERENCE' }))
  }
  for (const name of ['', 'a'.repeat(65), 'a\0', '😀', 'a ']) {
    expect(() => mysql(name)).toThrow(expect.objectContaining({ code: 'REV_MODEL_NOT_FOUND' }))
  }
})
