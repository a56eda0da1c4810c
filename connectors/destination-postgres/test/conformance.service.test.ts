import path from 'node:path'
import type { ValueRecord } from '@revetl/sdk'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { destinationSuite, type WriteCase } from '@revetl/testkit/suite'
import { beforeAll } from 'vitest'
import destination from '../src/index.ts'
import { run } from './database.ts'

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

const createFirst: WriteCase['prepare'] = (records, opened) =>
  opened.write({ object: 'things', operation: 'upsert', types, records })

const cases: WriteCase[] = [
  { ...base, operation: 'upsert', badRecord },
  { ...base, operation: 'create', badRecord },
  { ...base, operation: 'update', badRecord, prepare: createFirst },
  { object: 'things', operation: 'delete', record: (id) => ({ id }) },
  { ...base, operation: 'append', badRecord },
  { ...base, operation: 'replace', badRecord },
]

await describeWithPostgres('the conformance suite', (postgres) => {
  let url: string
  beforeAll(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      `create table things (
        id int primary key, name varchar(100), amount numeric(10,2), at timestamptz, raw bytea, more jsonb)`,
    )
  })
  destinationSuite({
    packagePath: path.join(import.meta.dirname, '..'),
    definition: destination,
    config: () => ({ url }),
    cases,
    reset: () => run(url, 'truncate things'),
  })
})
