import { tellOutcomes } from '@revetl/testkit'
import { queryMariadb as run } from '@revetl/testkit/services'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { beforeAll, expect, test } from 'vitest'
import { open } from './database.ts'
import { hold } from './sql-server.ts'

await describeWithMariadb('a write', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
    await run(
      url,
      'create table people (id int primary key, email varchar(100) unique, name varchar(100))',
      "insert into people values (1, 'ann@example.com', 'Ann')",
    )
  })

  test('that waits too long for a lock can be sent again', async () => {
    const upsert = {
      object: 'people',
      operation: 'upsert',
      records: [{ id: 1, name: 'Anna' }],
    } as const
    await using destination = await open(url)
    const held = await hold(url, 'people')
    try {
      expect(await destination.write(upsert)).toMatchObject([
        { status: 'retry', code: 'REV_RECORD_TRANSIENT', message: expect.stringContaining('ock') },
      ])
    } finally {
      await held[Symbol.asyncDispose]()
    }
    expect(tellOutcomes(await destination.write(upsert))).toEqual(['updated'])
  })

  test('to a table whose engine cannot take back a statement is refused', async () => {
    await run(url, 'create table loose (id int primary key) engine = MyISAM')
    await using destination = await open(url)
    const write = destination.write({ object: 'loose', operation: 'upsert', records: [{ id: 1 }] })
    await expect(write).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining('engine = InnoDB'),
    })
  })

  test('by an index on the beginning of a column is refused', async () => {
    await run(
      url,
      'create table partly (id int primary key, c varchar(50))',
      'alter table partly add unique part (c(5))',
    )
    await using destination = await open(url)
    const write = destination.write({
      object: 'partly',
      operation: 'upsert',
      matchOn: ['c'],
      records: [{ c: 'x' }],
    })
    await expect(write).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining('add unique (`c`);'),
    })
  })

  test('meets the row that the column takes for the same, whatever the case', async () => {
    await run(url, "update people set name = 'Ann'")
    await using destination = await open(url)
    const byEmail = { object: 'people', operation: 'upsert', matchOn: ['email'] } as const
    const same = [{ email: 'ANN@example.com', id: 1, name: 'Ann' }]
    const met = await destination.write({ ...byEmail, records: same })
    expect(tellOutcomes(met)).toEqual(['unchanged'])
    const twins = await destination.write({
      ...byEmail,
      records: [
        { email: 'cy@example.com', id: 8, name: 'Cy' },
        { email: 'CY@example.com', id: 9, name: 'Cy' },
        { email: 'di@example.com', id: 10, name: 'Di' },
      ],
    })
    expect(twins).toMatchObject([
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
      { status: 'rejected', code: 'REV_RECORD_CONFLICT' },
      { status: 'ok', effect: 'created' },
    ])
  })

  test('to a name that MySQL cannot hold is refused', async () => {
    await using destination = await open(url, { createTables: true })
    for (const object of ['a'.repeat(65), 'people ', 'pe\0ple', '😀']) {
      const write = destination.write({ object, operation: 'append', records: [{ id: 1 }] })
      await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    }
  })
})
