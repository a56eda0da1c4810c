import { tellOutcomes } from '@revetl/testkit'
import { queryPostgres as run } from '@revetl/testkit/services'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { beforeEach, expect, test } from 'vitest'
import { open } from './database.ts'

await describeWithPostgres('a write', (postgres) => {
  let url: string
  beforeEach(async () => {
    url = await postgres.createDatabase()
    await run(
      url,
      'create table people (id int primary key, name text)',
      "insert into people values (1, 'Ann'), (2, 'Bob')",
    )
  })

  test('that the server rolls back at the commit is not applied', async () => {
    await run(
      url,
      'create table late (id int primary key)',
      `create function refuse() returns trigger language plpgsql
        as $$ begin set constraints all deferred; return new; end $$`,
      'create trigger defer before insert on late for each row execute function refuse()',
      `create function fail() returns trigger language plpgsql
        as $$ begin raise exception 'not today'; end $$`,
      'create constraint trigger at_end after insert on late deferrable initially deferred for each row execute function fail()',
    )
    await using destination = await open(url)
    const records = [{ id: 1 }]
    const outcomes = await destination.write({ object: 'late', operation: 'upsert', records })
    expect(outcomes).toMatchObject([{ status: 'retry' }])
    expect(await run(url, 'table late')).toEqual([])
  })

  test('that a trigger keeps back is no success', async () => {
    await run(
      url,
      "create function drop_row() returns trigger language plpgsql as 'begin return null; end'",
      'create trigger a_drop before insert or update or delete on people for each row execute function drop_row()',
      'create table sink (id int)',
      'create trigger a_drop before insert on sink for each row execute function drop_row()',
    )
    await using destination = await open(url)
    for (const operation of ['upsert', 'update', 'delete'] as const) {
      const records = operation === 'delete' ? [{ id: 1 }] : [{ id: 1, name: 'X' }]
      const outcomes = await destination.write({ object: 'people', operation, records })
      expect(outcomes).toMatchObject([{ status: 'retry' }])
    }
    const records = [{ id: 1 }, { id: 2 }]
    for (const [object, operation] of [
      ['people', 'create'],
      ['sink', 'append'],
    ] as const) {
      const given = object === 'people' ? [{ id: 8 }, { id: 9 }] : records
      const outcomes = await destination.write({ object, operation, records: given })
      expect(tellOutcomes(outcomes)).toEqual(['retry', 'retry'])
    }
  })

  test('to a partitioned table says written where it cannot know more', async () => {
    await run(
      url,
      'create table parted (id int primary key, v text) partition by hash (id)',
      'create table parted_0 partition of parted for values with (modulus 1, remainder 0)',
    )
    await using destination = await open(url)
    const records = [{ id: 1, v: 'a' }]
    const write = () => destination.write({ object: 'parted', operation: 'upsert', records })
    expect(tellOutcomes(await write())).toEqual(['written'])
    expect(tellOutcomes(await write())).toEqual(['unchanged'])
  })
})
