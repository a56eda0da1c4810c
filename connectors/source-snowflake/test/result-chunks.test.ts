import type { Column } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { chunksOf, requireAllRows, requireSameColumns } from '../src/result-chunks.ts'

const columns: readonly Column[] = [
  { name: 'ID', type: 'integer' },
  { name: 'N', type: 'number' },
]
const failed = expect.objectContaining({ code: 'REV_READ_FAILED' }) as Error

test('rows become chunks of columns, none of which is very large', () => {
  const rows = Array.from({ length: 4_500 }, (_none, id) => [String(id), id === 0 ? null : '1.0'])
  const chunks = [...chunksOf(columns, rows)]
  expect(chunks.map(({ rowCount }) => rowCount)).toEqual([2_000, 2_000, 500])
  expect(chunks[0]?.columns.map((values) => values.slice(0, 2))).toEqual([
    ['0', '1'],
    [null, '1'],
  ])
})

test('a row of fewer or more values is a failed read and no row with nulls', () => {
  for (const row of [['1'], ['1', '2', '3']]) {
    expect(() => [...chunksOf(columns, [['1', '2'], row])]).toThrow(failed)
  }
})

test('columns that changed since they were described are a failed read', () => {
  const id = { name: 'ID', type: 'fixed', precision: 9, scale: 0 }
  requireSameColumns(columns, [id, { name: 'N', type: 'text' }])
  for (const rowType of [
    [id],
    [id, { name: 'M', type: 'text' }],
    [
      { ...id, type: 'text' },
      { name: 'N', type: 'text' },
    ],
  ]) {
    expect(() => requireSameColumns(columns, rowType)).toThrow(failed)
  }
})

test('another number of rows than was told is a failed read', () => {
  requireAllRows(2, 2)
  expect(() => requireAllRows(1, 2)).toThrow(failed)
})
