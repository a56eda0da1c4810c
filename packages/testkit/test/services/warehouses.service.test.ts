import { expect, test } from 'vitest'
import { bigqueryProject } from '../../src/services/bigquery.ts'
import { runSnowflake } from '../../src/services/snowflake.ts'
import {
  describeWithBigquery,
  describeWithClickhouse,
  describeWithDatabricks,
  describeWithSnowflake,
} from '../../src/services/describe-with-service.ts'

await describeWithClickhouse('a service of ClickHouse', (clickhouse) => {
  test('each database is its own, and the engine answers over HTTP', async () => {
    const [one, other] = [await clickhouse.createDatabase(), await clickhouse.createDatabase()]
    await ask(one, 'create table t (a UInt64) engine = Memory')
    await ask(one, 'insert into t values (18446744073709551615)')
    expect(await (await ask(one, 'select a from t')).text()).toBe('18446744073709551615\n')
    expect((await ask(other, 'select a from t')).headers.get('x-clickhouse-exception-code')).toBe(
      '60',
    )
  })

  test('wrong credentials are refused', async () => {
    const { origin } = new URL(clickhouse.url)
    expect((await fetch(`${origin}/?query=select+1`)).status).toBe(403)
  })
})

await describeWithBigquery('a service of BigQuery', (bigquery) => {
  test('a dry run tells the kind of a statement and runs nothing', async () => {
    const url = new URL(await bigquery.createDatabase())
    const datasetId = url.pathname.slice(1)
    const send = async (path: string, body: unknown, token = url.password): Promise<Response> =>
      fetch(`${url.origin}/bigquery/v2/projects/${bigqueryProject}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
    const query = { query: `create table ${datasetId}.t as select 1 as a`, useLegacySql: false }
    const dry = await send('/jobs', { configuration: { dryRun: true, query } })
    expect(await dry.json()).toMatchObject({
      statistics: { query: { statementType: 'CREATE_TABLE' } },
    })
    const read = { query: `select a from ${datasetId}.t`, useLegacySql: false }
    expect((await send('/queries', read)).status).toBe(404)
    expect((await send('/queries', read, 'another')).status).toBe(401)
  })
})

await describeWithDatabricks('a service of Databricks', (databricks) => {
  test('a link needs no token and takes none, and wrong credentials are refused', async () => {
    const { origin, password, pathname } = new URL(await databricks.createDatabase())
    const send = async (token: string): Promise<Response> =>
      fetch(`${origin}/api/2.0/sql/statements`, {
        method: 'POST',
        body: JSON.stringify({
          statement: 'select 1 as a',
          schema: pathname.slice(1),
          warehouse_id: 'test-warehouse',
          disposition: 'EXTERNAL_LINKS',
          wait_timeout: '50s',
        }),
        headers: { authorization: `Bearer ${token}` },
      })
    const answer = (await (await send(password)).json()) as {
      readonly result: { readonly external_links: readonly { readonly external_link: string }[] }
    }
    const link = answer.result.external_links[0]?.external_link ?? ''
    expect(await (await fetch(link)).json()).toEqual([['1']])
    expect((await fetch(link, { headers: { authorization: 'Bearer x' } })).status).toBe(400)
    expect((await send('another')).status).toBe(403)
  })
})

await describeWithSnowflake('a service of Snowflake', (snowflake) => {
  test('each database is its own, and a statement runs in the background', async () => {
    const [one, other] = [await snowflake.createDatabase(), await snowflake.createDatabase()]
    await runSnowflake(one, ['create table t (a int)', 'insert into t values (7)'])
    await expect(runSnowflake(other, ['select a from t'])).rejects.toThrow('002003')
    const { origin, password, pathname } = new URL(one)
    const headers = { authorization: `Bearer ${password}` }
    const body = JSON.stringify({
      statement: 'select a from t',
      database: pathname.slice(1).toUpperCase(),
    })
    const send = (path: string, more: object = {}) =>
      fetch(`${origin}/api/v2/statements${path}`, { headers, ...more })
    // The same request twice is one statement.
    const id = '?async=true&requestId=61f0c404-5cb3-11e7-907b-a6006ad3dba0'
    const handles = await Promise.all(
      [1, 2].map(async () => {
        const answer = await send(id, { method: 'POST', body })
        return ((await answer.json()) as { statementHandle: string }).statementHandle
      }),
    )
    expect(handles[0]).toBe(handles[1])
    await expect
      .poll(async () => (await send(`/${handles[0] ?? ''}`)).json())
      .toMatchObject({ data: [['7']], resultSetMetaData: { numRows: 1, format: 'jsonv2' } })
  })

  test('a wrong token is refused', async () => {
    const { origin } = new URL(snowflake.url)
    const headers = { authorization: 'Bearer another' }
    const answer = await fetch(`${origin}/api/v2/statements`, { method: 'POST', headers })
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: '390318' }])
  })
})

async function ask(url: string, sql: string): Promise<Response> {
  const { origin, username, password, pathname } = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const target = `${origin}/?database=${pathname.slice(1)}`
  return fetch(target, { method: 'POST', body: sql, headers: { authorization } })
}
