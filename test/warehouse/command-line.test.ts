// The command line from end to end: a project that compares in Postgres, moves its state away and back.
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeProject } from '../support/make-project.ts'
import { revJson } from '../support/run-rev.ts'

const sync = (diff: string): string => `model: people
destination: shop
object: customers
mode: mirror
match: [id]
map: { id: id, name: { column: name, apply: [trim, lower] } }
diff: ${diff}
`

const files = {
  'rev.yaml': `name: warehouse
sources:
  warehouse: { connector: postgres, url: '\${env:DATABASE_URL}' }
destinations:
  shop: { connector: postgres, url: '\${env:DATABASE_URL}' }
egress: { allow: [127.0.0.1/32] }
`,
  'models/people.sql': `-- key: id
-- source: warehouse
SELECT id, name FROM people
`,
  'syncs/people.yaml': sync('warehouse'),
}

await describeWithPostgres('rev with diff: warehouse', (postgres) => {
  test('delivers what changed, says where its state lies, and moves it without sending anything', async () => {
    const url = await postgres.createDatabase()
    const client = new Client({ connectionString: url })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query(`
      create table people as select i as id, ' Name ' || i as name from generate_series(1, 500) i;
      create table customers (id bigint primary key, name text)`)
    const project = await makeProject(files)
    const env = { DATABASE_URL: url }
    const rev = (...args: string[]) => revJson(project, args, { env })
    expect(await rev('run', 'people')).toMatchObject({ ok: true, result: { sent: 500 } })
    await client.query(
      'update people set name = upper(name) where id <= 10; delete from people where id > 490',
    )
    expect(await rev('plan', 'people')).toMatchObject({ ok: true })
    // What differs by case alone maps to the same, so that only the removals are sent.
    expect(await rev('run', 'people')).toMatchObject({ ok: true, result: { sent: 10 } })
    expect(await rev('state', 'show')).toMatchObject({
      ok: true,
      result: { state: [{ sync: 'people', place: 'warehouse', schema: '_rev', records: 490 }] },
    })
    expect(await rev('row', '7')).toMatchObject({ ok: true })
    for (const to of ['local', 'warehouse'] as const) {
      expect(await rev('state', 'move', 'people', '--to', to)).toMatchObject({
        ok: true,
        result: { to, records: 490 },
      })
      expect(await rev('run', 'people')).toMatchObject({
        ok: false,
        exitCode: 2,
        result: { runs: [{ error: { code: 'REV_STATE_ELSEWHERE' } }] },
      })
      await writeFile(path.join(project, 'syncs/people.yaml'), sync(to))
      expect(await rev('run', 'people')).toMatchObject({ ok: true, result: { sent: 0 } })
    }
    const { rows } = await client.query(
      'select count(*)::int as n, count(*) filter (where c.name = lower(trim(p.name)))::int as same from people p full join customers c using (id)',
    )
    expect(rows).toEqual([{ n: 490, same: 490 }])
    expect(await rev('reset', 'people', '--yes')).toMatchObject({ ok: true })
    const left = await client.query(
      "select 1 from information_schema.tables where table_schema = '_rev'",
    )
    expect(left.rows).toEqual([])
  })

  test('logs runs beside the data, and says at the line that asks for it what is missing', async () => {
    const url = await postgres.createDatabase()
    const client = new Client({ connectionString: url })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query(`
      create table people as select i as id, 'Name ' || i as name from generate_series(1, 5) i;
      create table customers (id bigint primary key, name text check (name <> 'name 3'))`)
    const logging = `${sync('local')}run_log: { keep: 30d }\n`
    const project = await makeProject({ ...files, 'syncs/people.yaml': logging })
    const reader = new URL(url)
    reader.username = 'log_reader'
    reader.password = 'reader'
    const database = reader.pathname.slice(1)
    await client.query(`
      drop role if exists log_reader; create role log_reader login password 'reader';
      grant select on people to log_reader; grant all on customers to log_reader;
      revoke create on database ${database} from public`)
    const rev = (env: string, ...args: string[]) =>
      revJson(project, args, { env: { DATABASE_URL: env } })
    const checked = await rev(reader.href, 'check')
    expect(checked).toMatchObject({
      ok: true,
      result: {
        findings: [
          {
            severity: 'warning',
            subject: 'people',
            error: {
              code: 'REV_AUTH_SCOPE',
              place: { file: 'syncs/people.yaml', line: 8, column: 10 },
              hint: expect.stringContaining('grant usage, create on schema "_rev" to') as string,
            },
          },
        ],
        syncs: [{ scratch: { schema: '_rev', isWritable: false } }],
      },
    })
    expect(await rev(url, 'check')).toMatchObject({ ok: true, result: { findings: [] } })
    expect(await rev(url, 'run', 'people')).toMatchObject({
      result: { sent: 5, runs: [{ notes: [] }] },
    })
    const { rows } = await client.query(
      'select record_key, outcome, status from _rev.changes join _rev.runs using (run_id) order by 1',
    )
    expect(rows).toEqual(
      [1, 2, 3, 4, 5].map((id) => ({
        record_key: `[${id}]`,
        outcome: id === 3 ? 'rejected' : 'ok',
        status: 'partial',
      })),
    )
  })
})
