import type { ValueRecord } from '@revetl/sdk'
import { defineConformance, type OpenDestination, type WriteCase } from '@revetl/testkit'
import { sharedMariadb } from '@revetl/testkit/services'
import { asUser, run } from './database.ts'

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
const createFirst = (records: readonly ValueRecord[], opened: OpenDestination) =>
  opened.write({ object: 'things', operation: 'upsert', types, records: records.map(whole) })
const whole = (given: ValueRecord): ValueRecord => ({ ...record(0), ...given })

const cases: readonly WriteCase[] = [
  { ...base, operation: 'upsert', badRecord },
  { ...base, operation: 'create', badRecord },
  { ...base, operation: 'update', badRecord, prepare: createFirst },
  {
    object: 'things',
    operation: 'delete',
    types: { id: 'integer' },
    record: (id) => ({ id }),
    prepare: createFirst,
  },
  { ...base, operation: 'append', badRecord },
  { ...base, operation: 'replace', badRecord },
]

const table = `create table things (
  id int primary key, name varchar(100), amount numeric(10,2), at timestamp(6) null, raw blob, more json)`

export default defineConformance({
  kind: 'destination',
  start: async () => {
    const mariadb = await sharedMariadb()
    if ('missing' in mariadb) return mariadb
    const url = await mariadb.createDatabase()
    await run(url, table)
    const nowhere = new URL(url)
    nowhere.host = '127.0.0.1:1'
    return {
      config: { url },
      egressAllow: ['127.0.0.1/32'],
      unreachable: { url: nowhere.href },
      wrongCredentials: { url: asUser(url, 'root', 'wrong-credentials-0123456789') },
      count: async () => Number((await run(url, 'select count(*) as n from things'))[0]?.['n']),
      schema: {
        addObject: (name) => run(url, `create table \`${name}\` (id int primary key)`),
        removeObject: (name) => run(url, `drop table \`${name}\``),
      },
    }
  },
  samples: [
    { name: 'a URL', config: { url: 'mysql://u:p@db.example.com/d' } },
    { name: 'its parts', config: { host: 'db.example.com', user: 'u', password: 'p' } },
    { name: 'another protocol', config: { url: 'https://db.example.com' }, invalidAt: 'url' },
    { name: 'a host without a user', config: { host: 'db.example.com' }, invalidAt: 'user' },
    { name: 'both', config: { url: 'mysql://u:p@h/d', host: 'h', user: 'u' }, invalidAt: 'url' },
  ],
  cases,
})
