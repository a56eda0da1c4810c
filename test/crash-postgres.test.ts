// The command line as it is built, from Postgres to Postgres, killed at random times: what is there at the end?
import { setTimeout as sleep } from 'node:timers/promises'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { makeProject } from './support/make-project.ts'
import { revJson, startRev } from './support/run-rev.ts'

const rows = 3000
const kills = 8

const files = {
  'rev.yaml': `name: crash
sources:
  warehouse: { connector: postgres, url: '\${env:DATABASE_URL}' }
destinations:
  shop: { connector: postgres, url: '\${env:DATABASE_URL}' }
egress: { allow: [127.0.0.1/32] }
`,
  'models/people.sql': `-- key: id
-- source: warehouse
SELECT id, name, version FROM people
`,
  'syncs/people.yaml': `model: people
destination: shop
object: customers
mode: mirror
match: [id]
in_flight: 4
batch: 50
guard: { removals_percent: 100, removals_min: 0 }
map: { id: id, name: name, version: version }
`,
}

await describeWithPostgres('Postgres to Postgres', (postgres) => {
  test('C-02: a mirror that is killed at random times ends as the same table, and removed only what had left', async () => {
    const url = await postgres.createDatabase()
    const client = new Client({ connectionString: url })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query(`
      create table people as select i as id, 'name ' || i as name, 0 as version from generate_series(1, ${rows}) i;
      create table customers (id bigint primary key, name text, version int);
      create table removed (id bigint, still_there boolean);
      create function note() returns trigger language plpgsql as $$ begin
        insert into removed values (old.id, exists (select 1 from people where id = old.id)); return old;
      end $$;
      create trigger note after delete on customers for each row execute function note()`)
    const project = await makeProject(files)
    const env = { DATABASE_URL: url }
    const startMs = performance.now()
    expect(await revJson(project, ['run', 'people'], { env })).toMatchObject({ ok: true })
    const runMs = performance.now() - startMs
    let killed = 0
    for (let version = 1; version <= kills; version++) {
      await client.query(`update people set version = $1 where id % 4 = $2`, [version, version % 4])
      await client.query(`delete from people where id % 50 = $1`, [version])
      await client.query(
        `insert into people select ${rows * 2} + i, 'new', 0 from generate_series($1::int * 10, $1::int * 10 + 9) i`,
        [version],
      )
      const { child, ended } = startRev(project, ['run', 'people', '--json'], { env })
      // From the start of the process to its end, spread evenly.
      await sleep(runMs * (0.4 + (0.6 * version) / kills))
      if (child.kill('SIGKILL')) killed++
      await ended
    }
    expect(killed).toBeGreaterThan(kills / 2)
    const last = await revJson(project, ['run', 'people'], { env })
    expect(last).toMatchObject({ ok: true, exitCode: 0 })
    const differing = await client.query(
      'select count(*)::int as count from people p full join customers c using (id, name, version) where p.id is null or c.id is null',
    )
    expect(differing.rows).toEqual([{ count: 0 }])
    const wrong = await client.query('select count(*)::int as count from removed where still_there')
    expect(wrong.rows).toEqual([{ count: 0 }])
    const again = await revJson(project, ['run', 'people'], { env })
    expect(again.result).toMatchObject({ sent: 0 })
  })
})
