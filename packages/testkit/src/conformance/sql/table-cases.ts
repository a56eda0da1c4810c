import type { ValueRecord } from '@revetl/sdk'
import type { OpenDestination } from '../../open-destination.ts'
import type { WriteCase } from '../write-case.ts'

const types = {
  id: 'integer',
  name: 'string',
  amount: 'decimal',
  at: 'timestamptz',
  raw: 'bytes',
  more: 'json',
} as const

const record = (index: number): ValueRecord => ({
  id: index,
  name: `name ${index} é 👩‍👩‍👧`,
  amount: 1.25,
  at: '2026-01-31T13:05:00.123456Z',
  raw: 'AP8=',
  more: { list: [1, null, 'x'] },
})

const badRecord = (index: number): ValueRecord => ({ ...record(index), name: 'x'.repeat(101) })
const base = { object: 'things', types, record }
const prepare = (records: readonly ValueRecord[], opened: OpenDestination) =>
  opened.write({
    object: 'things',
    operation: 'upsert',
    types,
    records: records.map((given) => ({ ...record(0), ...given })),
  })

/**
 * Each operation of a destination for tables, on a table `things`: `id` is its key, `name` holds a hundred characters,
 * `amount` two digits after the point, `at` microseconds, `raw` bytes, and `more` JSON.
 */
export const tableCases: readonly WriteCase[] = [
  { ...base, operation: 'upsert', badRecord },
  { ...base, operation: 'create', badRecord },
  { ...base, operation: 'update', badRecord, prepare },
  {
    object: 'things',
    operation: 'delete',
    types: { id: 'integer' },
    record: (id) => ({ id }),
    prepare,
  },
  { ...base, operation: 'append', badRecord },
  { ...base, operation: 'replace', badRecord },
]
