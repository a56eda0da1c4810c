import { ExactNumber } from '@revetl/sdk'
import { beforeAll, expect, test } from 'vitest'
import { tellOutcomes } from '../tell-outcomes.ts'
import type { SuiteParts } from './suite-parts.ts'

const dropChildren = ['drop table if exists child', 'drop table if exists parent']

/** Which records are refused, and that they cost no other one. */
export function defineRejects(suite: SuiteParts): void {
  const { open, run, sql, vendorCodes } = suite
  let url: string
  beforeAll(async () => {
    url = await suite.createDatabase()
    await run(url, ...(sql.createTypes ?? []))
  })

  test.each([...suite.unfitValues])(
    'whose %s column would not keep a %s as it is is rejected: %j',
    async (columnType, type, value) => {
      await run(
        url,
        'drop table if exists one',
        `create table one (id int primary key, v ${columnType})`,
      )
      await using destination = await open(url)
      const outcomes = await destination.write({
        object: 'one',
        operation: 'upsert',
        types: { id: 'integer', v: type },
        records: [
          { id: 1, v: value },
          { id: 2, v: null },
        ],
      })
      expect(outcomes).toMatchObject([{ status: 'rejected', field: 'v' }, { status: 'ok' }])
      // What rev makes for its own use is no word for the owner of the data.
      expect(JSON.stringify(outcomes)).not.toContain('_rev_')
      expect(await run(url, 'select id, v from one')).toEqual([{ id: 2, v: null }])
    },
  )

  test('is rejected with the constraint and the code, and never with a whole row', async () => {
    await run(
      url,
      ...dropChildren,
      'create table parent (id int primary key)',
      `create table child (
        id int primary key, parent int, email varchar(50) unique, name varchar(50) not null, note varchar(50),
        age int, constraint grown check (age >= 18),
        constraint kin foreign key (parent) references parent (id) ${sql.deferred})`,
      'insert into parent values (1)',
      "insert into child values (1, 1, 'a@example.com', 'A', null, 20)",
    )
    await using destination = await open(url)
    const good = { parent: 1, email: null, name: 'N', note: 'canary', age: 20 }
    const outcomes = await destination.write({
      object: 'child',
      operation: 'upsert',
      types: {
        id: 'integer',
        parent: 'integer',
        email: 'string',
        name: 'string',
        note: 'string',
        age: 'integer',
      },
      records: [
        { ...good, id: 10 },
        { ...good, id: 11, parent: 99 },
        { ...good, id: 12, email: 'a@example.com' },
        { ...good, id: 13, name: null },
        { ...good, id: 14, age: 3 },
        { ...good, id: null },
        { ...good, id: 16 },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'ok', effect: 'created' },
      {
        code: 'REV_RECORD_REJECTED',
        vendorCode: vendorCodes.reference,
        message: expect.stringContaining('kin'),
      },
      {
        code: 'REV_RECORD_CONFLICT',
        vendorCode: vendorCodes.unique,
        message: expect.stringContaining('email'),
      },
      { code: 'REV_RECORD_REJECTED', vendorCode: vendorCodes.notNull, field: 'name' },
      { code: 'REV_RECORD_REJECTED', message: expect.stringContaining('grown') },
      { code: 'REV_VALUE_INVALID', field: 'id' },
      { status: 'ok', effect: 'created' },
    ])
    expect(JSON.stringify(outcomes)).not.toContain('canary')
    const records = [{ id: 1 }]
    const removal = await destination.write({ object: 'parent', operation: 'delete', records })
    expect(removal).toMatchObject([{ status: 'rejected', message: expect.stringContaining('kin') }])
  })

  test('at fault is found among a thousand, and costs no other', async () => {
    await run(url, 'create table many (id int primary key, v int not null check (v <> 13))')
    await using destination = await open(url)
    const records = Array.from({ length: 1000 }, (_unused, id) => ({
      id,
      v: id % 333 === 5 ? 13 : id === 700 ? null : 1,
    }))
    const outcomes = await destination.write({ object: 'many', operation: 'upsert', records })
    const bad = [5, 338, 671, 700]
    expect(outcomes.map(({ status }) => status)).toEqual(
      records.map(({ id }) => (bad.includes(id) ? 'rejected' : 'ok')),
    )
    const [count] = await run(url, 'select count(*) as n from many')
    expect(Number(count?.['n'])).toBe(996)
  })

  test('that is the same to the table as another of its batch is rejected, and so is the other', async () => {
    await run(url, 'create table prices (id decimal(9,2) primary key, v int)')
    await using destination = await open(url)
    for (const operation of ['upsert', 'update', 'create', 'delete'] as const) {
      const ids = [new ExactNumber('1.0'), new ExactNumber('1.00'), new ExactNumber('2')]
      const outcomes = await destination.write({
        object: 'prices',
        operation,
        types: { id: 'decimal' },
        records: ids.map((id) => (operation === 'delete' ? { id } : { id, v: 1 })),
      })
      expect(outcomes).toMatchObject([
        { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
        { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
        {},
      ])
      expect(outcomes[2]?.status).not.toBe('rejected')
    }
  })

  test('that needs another of its batch is not rejected because a third one was', async () => {
    await run(
      url,
      `create table tree (
        id int primary key, up int, code varchar(10) not null unique, foreign key (up) references tree (id))`,
      "insert into tree values (50, null, 'x')",
    )
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'tree',
      operation: 'upsert',
      types: { id: 'integer', up: 'integer', code: 'string' },
      records: [
        { id: 1, up: 4, code: 'a' },
        { id: 2, up: null, code: 'x' },
        { id: 3, up: null, code: null },
        { id: 4, up: null, code: 'd' },
        { id: 5, up: 99, code: 'e' },
        { id: 50, up: null, code: 'y' },
      ],
    })
    const expected = ['created', 'created', 'rejected', 'created', 'rejected', 'updated']
    expect(tellOutcomes(outcomes)).toEqual(expected)
  })

  test('whose column was narrowed meanwhile is not cut', async () => {
    await run(url, 'create table narrow (id int primary key, v decimal(10,4))')
    await using destination = await open(url)
    const write = (v: number, id: number) =>
      destination.write({
        object: 'narrow',
        operation: 'upsert',
        types: { id: 'integer', v: 'decimal' },
        records: [{ id, v }],
      })
    expect(tellOutcomes(await write(1.1234, 1))).toEqual(['created'])
    await run(url, sql.retype('narrow', 'v', 'decimal(10,1)'))
    expect(await write(1.1234, 2)).toMatchObject([{ status: 'rejected', field: 'v' }])
  })
}
