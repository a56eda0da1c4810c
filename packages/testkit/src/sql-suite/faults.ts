import { beforeEach, expect, test } from 'vitest'
import { atNobody } from '../services/server-url.ts'
import { startCuttingProxy } from './cutting-proxy.ts'
import type { SuiteParts } from './suite-parts.ts'

const notWaiting = 'not applicable: sessions do not wait for each other'
const noConnection = 'not applicable: there is no connection'
const records = [{ id: 1, name: 'Ann' }]
const upsert = { object: 'people', operation: 'upsert', records } as const

/** What a write tells of a server that fails, stops or has changed. */
export function defineFaults(suite: SuiteParts): void {
  const { open, run, sql, hold, endSessions, isCommit, addUser } = suite
  let url: string
  beforeEach(async () => {
    url = await suite.createDatabase()
    await run(
      url,
      'create table people (id int primary key, name varchar(50))',
      "insert into people values (1, 'as it was')",
    )
  })

  test('that is stopped is not applied and can be sent again', async (context) => {
    if (!hold) return context.skip(notWaiting)
    await using destination = await open(url)
    await destination.discover()
    {
      await using held = await hold(url, 'people')
      const abort = new AbortController()
      const write = destination.write({ ...upsert, signal: abort.signal })
      await held.untilWaiting()
      abort.abort()
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_RUN_CANCELLED' }])
    }
    expect(await run(url, 'select name from people')).toEqual([{ name: 'as it was' }])
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('whose connection the server ends before the commit can be sent again', async (context) => {
    if (!hold || !endSessions) return context.skip(notWaiting)
    await using destination = await open(url)
    await destination.discover()
    {
      await using held = await hold(url, 'people')
      const write = destination.write(upsert)
      await held.untilWaiting()
      await endSessions(url)
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_NETWORK_UNREACHABLE' }])
    }
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('after the pool lost its connections takes new ones', async (context) => {
    if (!endSessions) return context.skip(noConnection)
    await using destination = await open(url)
    await destination.write(upsert)
    await endSessions(url)
    // A connection that died a moment ago may not be known as dead yet: what meets it was certainly not written.
    const write = async () => (await destination.write(upsert)).map(({ status }) => status)
    const statuses = await write()
    if (statuses[0] === 'retry') statuses.push(...(await write()))
    expect(statuses.at(-1)).toBe('ok')
  })

  test('whose answer to the commit is lost is unknown, although it was applied', async (context) => {
    if (!isCommit) return context.skip(noConnection)
    await run(url, 'delete from people')
    await using proxy = await startCuttingProxy(url, isCommit)
    await using destination = await open(proxy.url)
    expect(await destination.write(upsert)).toMatchObject([{ status: 'unknown' }])
    expect(await run(url, 'select * from people')).toEqual(records)
  })

  test('to a table that is gone ends the run', async () => {
    await using destination = await open(url)
    await destination.discover()
    await run(url, 'drop table people')
    const write = destination.write(upsert)
    await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    await expect(write).rejects.toThrow('there is no such table')
  })

  test('to a column that is not there ends the run, also when it goes between two batches', async () => {
    await using destination = await open(url)
    const write = () => destination.write(upsert)
    expect(await write()).toMatchObject([{ status: 'ok' }])
    await run(url, 'alter table people drop column name')
    await expect(write()).rejects.toMatchObject({ code: 'REV_CONFIG_MAPPING' })
    await run(url, 'alter table people add column name int')
    expect(await write()).toMatchObject([{ status: 'rejected', field: 'name' }])
    await run(url, sql.retype('people', 'name', 'varchar(5)'))
    expect(await write()).toMatchObject([{ status: 'ok' }])
  })

  test('by columns without a unique index names the statement that makes one', async () => {
    const table = sql.quote('Lo`o"se')
    const column = sql.quote('a`"b')
    await run(url, `create table ${table} (id int primary key, ${column} int)`)
    await using destination = await open(url)
    const write = () =>
      destination.write({
        object: '"Lo`o""se"',
        operation: 'upsert',
        matchOn: ['a`"b'],
        records: [{ 'a`"b': 1, id: 1 }],
      })
    const refused = await write().then(undefined, (error: unknown) => error)
    expect(refused).toMatchObject({ code: 'REV_CONFIG_INVALID', hint: expect.any(String) })
    await run(url, (refused as { readonly hint: string }).hint)
    expect(await write()).toMatchObject([{ status: 'ok' }])
  })

  test('that the user may not do ends the run and names the table', async (context) => {
    if (!addUser) return context.skip('not applicable: there are no users')
    await using user = await addUser(url, 'select, insert')
    await using destination = await open(user.url)
    const write = destination.write({ ...upsert, records: [{ id: 1, name: 'Z' }] })
    await expect(write).rejects.toMatchObject({ code: 'REV_AUTH_SCOPE', delivery: 'auth' })
    await expect(write).rejects.toThrow('people')
  })

  test('to a server that is not there was not sent', async (context) => {
    if (!isCommit) return context.skip(noConnection)
    await using destination = await open(atNobody(url))
    await expect(destination.check()).rejects.toMatchObject({
      code: 'REV_NETWORK_UNREACHABLE',
      delivery: 'not-sent',
    })
  })
}
