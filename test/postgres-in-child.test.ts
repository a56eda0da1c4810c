// The connectors that come with rev, in a process of their own and in the one of rev: the same rows arrive.
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject } from './support/make-project.ts'
import { revJson } from './support/run-rev.ts'

const places = ['in-process', 'child'] as const
type Place = (typeof places)[number]

const peopleRows = `
  select i::int8 as id, 'person' || i || '@example.com' as email, 'Grüße 👩‍💻 ' || i as name,
    (i * 1234567890123456789.000000001)::numeric as balance, i % 2 = 0 as is_member,
    date '2000-02-29' + i as born, timestamptz '2026-03-29 00:59:59.999999Z' + i * interval '1 minute' as seen_at,
    case when i % 3 = 0 then null else i::float8 / 7 end as score, sha256(i::text::bytea) as photo,
    jsonb_build_object('n', i, 'nested', jsonb_build_array(null, i::text)) as traits,
    array[i, null, -i] as numbers, make_interval(days => i, secs => i / 8.0) as span
  from generate_series(1, 3000) i`

const revYaml = (url: string, place: Place) => `name: copy
sources:
  shop: { connector: postgres, run_in: ${place}, url: '${url}' }
  files: { connector: duckdb, run_in: ${place} }
destinations:
  copies: { connector: postgres, run_in: ${place}, url: '${url}' }
egress: { allow: [127.0.0.1/32] }
`
const sync = (model: string, table: string) =>
  `model: ${model}\ndestination: copies\nobject: ${table}\nmode: mirror\nkey: id\nmatch: [id]\nmap: all\n`

/** Runs every sync. @returns what each run counts */
async function counts(project: string): Promise<object> {
  const { result, error, exitCode } = await revJson(project, ['run', '--all'])
  expect(error).toBeNull()
  expect(exitCode).toBe(0)
  const { runs } = result as { runs: readonly Counted[] }
  return runs.map(({ sync: name, read, planned, outcomes }) => ({
    name,
    read,
    planned,
    outcomes,
  }))
}

await describeWithPostgres('the built-in connectors in a child', (postgres) => {
  let url: string
  let client: Client
  beforeAll(async () => {
    url = await postgres.createDatabase()
    client = new Client({ connectionString: url })
    await client.connect()
  })
  afterAll(() => client.end())

  /** Two runs with changes between them. @returns what the runs count, and what the tables hold at the end */
  async function copyBoth(place: Place): Promise<object> {
    const project = await makeProject({
      'rev.yaml': revYaml(url, place),
      'models/people.yaml': 'source: shop\nkey: id\ntable: people\n',
      'models/orders.sql': `-- source: files\nselect id, amount, placed_at from 'orders.csv'\n`,
      'orders.csv': 'id,amount,placed_at\n1,10.50,2026-01-31 13:05:00\n2,,2026-02-01 00:00:00\n',
      'syncs/people.yaml': sync('people', 'people_copy'),
      'syncs/orders.yaml': sync('orders', 'orders_copy'),
    })
    await client.query(`drop table if exists people, people_copy, orders_copy;
      create table people as ${peopleRows}; alter table people add primary key (id);
      create table people_copy (like people including all);
      create table orders_copy (id int8 primary key, amount numeric, placed_at timestamp)`)
    const first = await counts(project)
    await client.query(`delete from people where id % 100 = 0;
      update people set name = null, balance = balance + 0.000000001 where id % 7 = 0;
      insert into people (id, email) values (5000, 'new@example.com')`)
    const second = await counts(project)
    const third = await counts(project)
    return {
      runs: [first, second, third],
      people: await hashOf('people_copy'),
      orders: await hashOf('orders_copy'),
    }
  }

  async function hashOf(table: string): Promise<unknown> {
    const text = `select count(*)::int as rows, md5(string_agg(t::text, e'\\n' order by id)) as hash from ${table} t`
    return (await client.query<object>(text)).rows[0]
  }

  test('Postgres and files to Postgres: rows, counts and the second run are those of one process', async () => {
    const inProcess = await copyBoth('in-process')
    const inChild = await copyBoth('child')
    expect(inChild).toEqual(inProcess)
    // And both are what Postgres itself says.
    const { rows } = await client.query(
      `(table people except table people_copy) union all (table people_copy except table people)`,
    )
    expect(rows).toEqual([])
    // 30 rows went, 424 changed, one came; the third run has nothing to send.
    expect(inChild).toMatchObject({
      runs: [
        [{ planned: 2 }, { planned: 3000, outcomes: { ok: 3000 } }],
        [{ planned: 0 }, { planned: 455, outcomes: { ok: 455 } }],
        [{ planned: 0 }, { planned: 0 }],
      ],
      orders: { rows: 2 },
      people: { rows: 2971 },
    })
  })
})

interface Counted {
  readonly sync: string
  readonly read: number
  readonly planned: number
  readonly outcomes: object
}
