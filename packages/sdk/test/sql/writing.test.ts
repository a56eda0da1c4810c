import { expect, test } from 'vitest'
import type { Batch, Change } from '../../src/index.ts'
import {
  groupByFields,
  missingColumns,
  missingTable,
  requireUniqueIndex,
  retryAll,
  stoppedOutcomes,
} from '../../src/sql.ts'

const change = (id: string, json: string): Change => ({
  id,
  kind: 'added',
  key: [id],
  fields: JSON.parse(json) as Change['fields'],
  json,
  remoteId: undefined,
})

const batchOf = (changes: readonly Change[], parts: Partial<Batch> = {}): Batch => ({
  object: { name: 'people', fields: {} },
  operation: 'upsert',
  matchOn: ['id'],
  fields: [],
  changes,
  idempotencyKey: 'k',
  attempt: 1,
  ...parts,
})

const first = change('a', '{"id":1,"name":"Ann"}')
const second = change('b', '{"id":2}')
const third = change('c', '{"id":3,"name":null}')

test('groups changes by the fields that they carry, a null among them', () => {
  expect(groupByFields(batchOf([first, second, third]))).toEqual([
    { names: ['id', 'name'], changes: [first, third] },
    { names: ['id'], changes: [second] },
  ])
})

test('looks at no record of a batch that says that all carry all fields', () => {
  const fields = [
    { name: 'id', type: 'integer' },
    { name: 'name', type: 'string' },
  ] as const
  const unread = [first, second].map((one) => ({ ...one, json: 'not read' }))
  const whole = batchOf(unread, { fields, hasAllFields: true })
  expect(groupByFields(whole)).toEqual([{ names: ['id', 'name'], changes: unread }])
  const lacking = { ...whole, matchOn: ['email'] }
  expect(() => groupByFields(lacking)).toThrow('a record lacks email')
})

test('refuses a record without its match fields, and a match without fields', () => {
  const lacking = batchOf([change('d', '{"name":"Dan"}')])
  expect(() => groupByFields(lacking)).toThrow('a record lacks id')
  expect(() => groupByFields(batchOf([first], { matchOn: [] }))).toThrow('no match fields')
  const append = batchOf([first], { matchOn: [], operation: 'append' })
  expect(groupByFields(append)).toHaveLength(1)
})

test('a table without the index names the statement that makes one', () => {
  const table = { sql: '`people`', uniqueSets: [['a', 'b']] }
  expect(() => requireUniqueIndex(table, ['b', 'a'], 'never')).not.toThrow()
  expect(() => requireUniqueIndex(table, ['a'], 'create unique index …')).toThrow(
    expect.objectContaining({ code: 'REV_CONFIG_INVALID', hint: 'create unique index …' }),
  )
  expect(missingTable('people')).toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
  expect(missingColumns('people', ['a', 'b'])).toMatchObject({
    code: 'REV_CONFIG_MAPPING',
    message: 'Failed to write to people: it has no column a, b.',
  })
})

test('a batch that was not applied is one to send again, each change of it', () => {
  expect(retryAll([first], 'REV_NETWORK_UNREACHABLE', 'gone')).toEqual([
    { id: 'a', status: 'retry', code: 'REV_NETWORK_UNREACHABLE', message: 'gone', scope: 'batch' },
  ])
  expect(stoppedOutcomes([first, second])).toMatchObject([
    { id: 'a', code: 'REV_RUN_CANCELLED' },
    { id: 'b', code: 'REV_RUN_CANCELLED' },
  ])
})
