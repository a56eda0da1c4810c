import net from 'node:net'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import { createConnection } from 'mysql2/promise'
import { beforeAll, expect, test, vi } from 'vitest'
import { asUser, killSessions, listSessions, open, run } from './database.ts'

await describeWithMariadb('a write', (mariadb) => {
  let url: string
  beforeAll(async () => {
    url = await mariadb.createDatabase()
    await run(url, 'create table people (id int primary key, name varchar(50))')
    await run(url, "insert into people values (1, 'as it was')")
  })
  const records = [{ id: 1, name: 'Ann' }]
  const upsert = { object: 'people', operation: 'upsert', records } as const

  async function whileLocked(work: (untilWaiting: () => Promise<void>) => Promise<void>) {
    const holder = await createConnection(url)
    await holder.query('start transaction')
    await holder.query('select * from people for update')
    try {
      await work(async () => {
        const waiting = `${listSessions} and info like '%join \`%for update'`
        await vi.waitUntil(async () => (await run(url, waiting)).length === 1, { timeout: 10_000 })
      })
    } finally {
      await holder.query('rollback')
      await holder.end()
    }
  }

  test('that is stopped is not applied and can be sent again', async () => {
    await using destination = await open(url)
    await whileLocked(async (untilWaiting) => {
      const abort = new AbortController()
      const write = destination.write({ ...upsert, signal: abort.signal })
      await untilWaiting()
      abort.abort()
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_RUN_CANCELLED' }])
    })
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('that waits too long for a lock can be sent again', async () => {
    await using destination = await open(url)
    await whileLocked(async () => {
      expect(await destination.write(upsert)).toMatchObject([
        { status: 'retry', code: 'REV_RECORD_TRANSIENT', message: expect.stringContaining('ock') },
      ])
    })
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('whose connection the server ends before the commit can be sent again', async () => {
    await using destination = await open(url)
    await whileLocked(async (untilWaiting) => {
      const write = destination.write(upsert)
      await untilWaiting()
      for (const { id } of await run(url, `${listSessions} and info like '%for update'`)) {
        await run(url, `kill connection ${String(id)}`)
      }
      expect(await write).toMatchObject([{ status: 'retry', code: 'REV_NETWORK_UNREACHABLE' }])
    })
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('after the pool lost its connections takes new ones', async () => {
    await using destination = await open(url)
    await destination.write(upsert)
    await killSessions(url)
    expect(await destination.write(upsert)).toMatchObject([{ status: 'ok' }])
  })

  test('whose answer to the commit is lost is unknown, although it was applied', async () => {
    await run(url, 'delete from people')
    await using proxy = await proxyThatLosesCommit(Number(new URL(url).port))
    const through = new URL(url)
    through.port = String(proxy.port)
    await using destination = await open(through.href)
    expect(await destination.write(upsert)).toMatchObject([{ status: 'unknown' }])
    expect(await run(url, 'select * from people')).toEqual(records)
  })

  test('to a table that is gone ends the run', async () => {
    await run(url, 'create table gone (id int primary key)')
    await using destination = await open(url)
    await destination.discover()
    await run(url, 'drop table gone')
    const write = destination.write({ object: 'gone', operation: 'upsert', records: [{ id: 1 }] })
    await expect(write).rejects.toMatchObject({ code: 'REV_CONFIG_REFERENCE' })
    await expect(write).rejects.toThrow('there is no such table')
  })

  test('to a column that is not there ends the run, also when it goes between two batches', async () => {
    await run(url, 'create table shrinking (id int primary key, name varchar(50))')
    await using destination = await open(url)
    const write = () =>
      destination.write({
        object: 'shrinking',
        operation: 'upsert',
        records: [{ id: 1, name: 'x' }],
      })
    expect(await write()).toMatchObject([{ status: 'ok' }])
    await run(url, 'alter table shrinking drop column name')
    await expect(write()).rejects.toMatchObject({ code: 'REV_CONFIG_MAPPING' })
    await run(url, 'alter table shrinking add column name int')
    expect(await write()).toMatchObject([{ status: 'rejected', field: 'name' }])
    await run(url, 'alter table shrinking modify name varchar(5)')
    expect(await write()).toMatchObject([{ status: 'ok' }])
  })

  test('by columns without a unique index names the statement that makes one', async () => {
    await run(url, 'create table `Lo``ose` (id int primary key, `a``b` int, c varchar(50))')
    await run(url, 'alter table `Lo``ose` add unique part (c(5))')
    await using destination = await open(url)
    const write = (field: string) =>
      destination.write({
        object: 'Lo`ose',
        operation: 'upsert',
        matchOn: [field],
        records: [{ [field]: 1 }],
      })
    await expect(write('a`b')).rejects.toMatchObject({
      code: 'REV_CONFIG_INVALID',
      hint: expect.stringContaining('`Lo``ose` add unique (`a``b`);'),
    })
    await expect(write('c')).rejects.toMatchObject({ code: 'REV_CONFIG_INVALID' })
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

  test('that the user may not do ends the run and names the table', async () => {
    const user = `reader_${Date.now()}`
    const name = new URL(url).pathname.slice(1)
    await run(
      url,
      `create user '${user}' identified by 'made-up'`,
      `grant select, insert, create temporary tables on \`${name}\`.* to '${user}'`,
    )
    try {
      await using destination = await open(asUser(url, user, 'made-up'))
      const write = destination.write({ ...upsert, records: [{ id: 1, name: 'Z' }] })
      await expect(write).rejects.toMatchObject({ code: 'REV_AUTH_SCOPE', delivery: 'auth' })
      await expect(write).rejects.toThrow('people')
    } finally {
      await run(url, `drop user '${user}'`)
    }
  })

  test('makes tables and columns only where that is wanted', async () => {
    const write = (options: object, record: Record<string, string | number>) =>
      open(url, { ...options }).then(async (destination) => {
        await using opened = destination
        return await opened.write({
          object: 'made',
          operation: 'upsert',
          matchOn: ['email'],
          records: [record],
        })
      })
    const first = { email: 'a@example.com', age: 5 }
    expect(await write({ createTables: true }, first)).toMatchObject([{ effect: 'created' }])
    const wider = { ...first, email: 'A@example.com', note: 'x' }
    await expect(write({}, wider)).rejects.toMatchObject({ code: 'REV_CONFIG_MAPPING' })
    expect(await write({ addColumns: true }, wider)).toMatchObject([{ effect: 'created' }])
    expect(await run(url, 'select email, age, note from made order by email')).toEqual([
      { email: 'A@example.com', age: 5, note: 'x' },
      { email: 'a@example.com', age: 5, note: null },
    ])
  })

  test('to a server that is not there was not sent', async () => {
    const nowhere = new URL(url)
    nowhere.port = '1'
    await using destination = await open(nowhere.href)
    await expect(destination.check()).rejects.toMatchObject({
      code: 'REV_NETWORK_UNREACHABLE',
      delivery: 'not-sent',
    })
  })
})

/** Forwards everything until it has passed a COMMIT on; then it cuts the connection to the client. */
async function proxyThatLosesCommit(port: number) {
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1')
    let isCommitted = false
    client
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        isCommitted ||= bytes.toString('latin1').endsWith('\u0003commit')
        upstream.write(bytes)
      })
    upstream
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        if (isCommitted) client.destroy()
        else client.write(bytes)
      })
    client.on('close', () => upstream.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  }
}
