import { beforeEach, describe, expect, test } from 'vitest'
import type { QueryRows } from '../services/query-rows.ts'
import { tellOutcomes } from '../tell-outcomes.ts'
import { createPeople } from './people.ts'
import type { SuiteParts } from './suite-parts.ts'

/** What operations do to rows. */
export function defineOperations(suite: SuiteParts): void {
  const { open, run } = suite
  let url: string
  beforeEach(async () => {
    url = await createPeople(suite)
  })
  const people = (): Promise<QueryRows> => run(url, 'select * from people order by id')

  describe('upsert', () => {
    test('tells created, updated and unchanged apart and leaves other columns alone', async () => {
      await run(url, "update people set kept = 'mine' where id = 2")
      await using destination = await open(url)
      const records = [
        { id: 1, name: 'Ann', age: 30 },
        { id: 2, name: 'Bob', age: null },
        { id: 3, name: 'Cy', age: 50 },
      ]
      const write = () => destination.write({ object: 'people', operation: 'upsert', records })
      expect(tellOutcomes(await write())).toEqual(['unchanged', 'updated', 'created'])
      expect(await people()).toMatchObject([
        { id: 1, name: 'Ann', age: 30, touched: 0 },
        { id: 2, name: 'Bob', age: null, kept: 'mine', touched: 2 },
        { id: 3, name: 'Cy', age: 50, email: null, kept: 'theirs' },
      ])
      expect(tellOutcomes(await write())).toEqual(['unchanged', 'unchanged', 'unchanged'])
    })

    test('tells values apart that may compare as equal', async () => {
      await using destination = await open(url)
      const records = [{ id: 1, name: 'ANN' }]
      const outcomes = await destination.write({ object: 'people', operation: 'upsert', records })
      expect(tellOutcomes(outcomes)).toEqual(['updated'])
      expect(await people()).toMatchObject([{ name: 'ANN' }, {}])
    })

    test('finds rows by any unique index, and never by another than the one asked for', async () => {
      await using destination = await open(url)
      const write = (matchOn: string, record: Record<string, string | number>) =>
        destination.write({
          object: 'people',
          operation: 'upsert',
          matchOn: [matchOn],
          records: [record],
        })
      const byEmail = await write('email', { email: 'bob@example.com', id: 20, name: 'Bobby' })
      expect(tellOutcomes(byEmail)).toEqual(['updated'])
      expect(await people()).toMatchObject([{ id: 1 }, { id: 20, name: 'Bobby', age: 40 }])
      const byId = await write('id', { id: 5, email: 'ann@example.com', name: 'Thief' })
      expect(byId).toMatchObject([{ status: 'rejected', code: 'REV_RECORD_CONFLICT' }])
      expect(await people()).toMatchObject([{ id: 1, name: 'Ann' }, { id: 20 }])
    })

    test('leaves a field alone that a record does not carry, and clears one that is null', async () => {
      await using destination = await open(url)
      const outcomes = await destination.write({
        object: 'people',
        operation: 'upsert',
        records: [
          { id: 1, age: null },
          { id: 2, name: 'Rob' },
          { id: 3, email: 'cy@example.com' },
        ],
      })
      expect(tellOutcomes(outcomes)).toEqual(['updated', 'updated', 'created'])
      expect(await people()).toMatchObject([
        { id: 1, name: 'Ann', age: null },
        { id: 2, name: 'Rob', age: 40 },
        { id: 3, name: 'new', email: 'cy@example.com' },
      ])
    })

    test('of two records that swap a unique value takes both where the order allows it', async () => {
      await using destination = await open(url)
      const outcomes = await destination.write({
        object: 'people',
        operation: 'upsert',
        records: [
          { id: 3, email: 'ann@example.com' },
          { id: 1, email: 'new@example.com' },
        ],
      })
      expect(tellOutcomes(outcomes)).toEqual(['created', 'updated'])
    })

    test('writes a thousand fields and a record of no fields but its match', async () => {
      const names = Array.from({ length: 1000 }, (_unused, index) => `f${index}`)
      const columns = names.map((name) => `${name} int`).join(', ')
      await run(url, `create table broad (id int primary key, ${columns})`)
      await using destination = await open(url)
      const record = { id: 1, ...Object.fromEntries(names.map((name, index) => [name, index])) }
      for (const [records, effect] of [
        [[record], 'created'],
        [[{ id: 1 }], 'unchanged'],
        [[{ id: 2 }], 'created'],
      ] as const) {
        const outcomes = await destination.write({ object: 'broad', operation: 'upsert', records })
        expect(tellOutcomes(outcomes)).toEqual([effect])
      }
      expect(await run(url, 'select id, f999 from broad order by id')).toEqual([
        { id: 1, f999: 999 },
        { id: 2, f999: null },
      ])
    })
  })

  test('update changes what is there and skips what is not', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'update',
      records: [
        { id: 1, name: 'Anna' },
        { id: 2, age: 40 },
        { id: 9, name: 'Nobody' },
      ],
    })
    expect(tellOutcomes(outcomes)).toEqual(['updated', 'unchanged', 'skipped no-match'])
    expect(await people()).toMatchObject([{ name: 'Anna', age: 30 }, { touched: 0 }])
  })

  test('create adds what is missing and leaves what exists', async () => {
    await using destination = await open(url)
    const outcomes = await destination.write({
      object: 'people',
      operation: 'create',
      records: [
        { id: 1, name: 'Other' },
        { id: 3, name: 'Cy' },
      ],
    })
    expect(tellOutcomes(outcomes)).toEqual(['skipped exists', 'created'])
    expect(await people()).toMatchObject([{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cy' }])
  })

  test('delete removes, and of what is not there it says unchanged', async () => {
    await using destination = await open(url)
    const records = [{ id: 1 }, { id: 9 }]
    const write = () => destination.write({ object: 'people', operation: 'delete', records })
    expect(tellOutcomes(await write())).toEqual(['deleted', 'unchanged'])
    expect(tellOutcomes(await write())).toEqual(['unchanged', 'unchanged'])
    expect(await people()).toMatchObject([{ id: 2 }])
  })

  test('append adds each record, equal ones too', async () => {
    await run(url, `create table events (what varchar(20), at ${suite.sql.momentType})`)
    await using destination = await open(url)
    const event = { what: 'seen', at: '2026-01-31T13:05:00Z' }
    const outcomes = await destination.write({
      object: 'events',
      operation: 'append',
      types: { what: 'string', at: 'timestamptz' },
      records: [event, event],
    })
    expect(tellOutcomes(outcomes)).toEqual(['created', 'created'])
    const [count] = await run(url, 'select count(*) as n, count(distinct at) as d from events')
    expect({ n: Number(count?.['n']), d: Number(count?.['d']) }).toEqual({ n: 2, d: 1 })
  })
}
