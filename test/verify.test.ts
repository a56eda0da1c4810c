import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startAcme } from './support/acme-server.ts'
import { expectFailure } from './support/expect-failure.ts'
import { acmeSyncYaml, makeAcmeProject, makeProject } from './support/make-project.ts'
import { rev, revJson } from './support/run-rev.ts'

const revYaml = (url: string, place: string) => `name: copy
sources:
  files: { connector: duckdb }
destinations:
  copies: { connector: postgres, run_in: ${place}, url: '${url}' }
egress: { allow: [127.0.0.1/32] }
`
const syncYaml = `model: people
destination: copies
object: people
mode: upsert
key: id
match: [id]
map: all
`
const peopleCsv = `id,name,email,balance,seen_at
1,Ada Lovelace,Ada@Example.com,12345678901234567.125,2026-03-29T01:30:00Z
2,Bo,bo@example.com,1.50,2026-03-29T01:30:00Z
3,Grace Hopper,grace@example.com,,2026-03-29T01:30:00.123456Z
4,Max,max@example.com,4,2026-03-29T01:30:00Z
`
const model = `-- source: files
select id::int8 as id, name, email, balance::decimal(38,3) as balance, seen_at::timestamptz as seen_at
from read_csv('people.csv', all_varchar = true)
`

/** A table that cuts names, folds addresses and loses the record 4, and says yes to everything. */
const lossyTable = `
  drop table if exists people;
  create table people (id int8 primary key, name text, email text, balance numeric, seen_at timestamptz);
  create or replace function spoil() returns trigger language plpgsql as
    $$ begin new.name := left(new.name, 5); new.email := lower(new.email); return new; end $$;
  create or replace function lose() returns trigger language plpgsql as
    $$ begin delete from people where id = 4; return null; end $$;
  create trigger spoil before insert or update on people for each row execute function spoil();
  create trigger lose after insert or update on people for each statement execute function lose()`

const truncated = (key: number, sent: string, found: string) => ({
  key: [key],
  drift: 'truncated',
  sent,
  found,
})

/** The digest of every file of a project's state but what a reader of SQLite keeps beside its file. */
async function stateOf(project: string): Promise<Readonly<Record<string, string>>> {
  const folder = path.join(project, '.rev')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const digests = files
    .filter((file) => file.isFile() && !file.name.endsWith('-shm'))
    .map(async (file) => {
      const name = path.join(file.parentPath, file.name)
      const digest = createHash('sha256')
        .update(await readFile(name))
        .digest('hex')
      return [name, digest] as const
    })
  return Object.fromEntries(await Promise.all(digests))
}

await describeWithPostgres('rev verify', (postgres) => {
  let url: string
  let client: Client
  beforeAll(async () => {
    url = await postgres.createDatabase()
    client = new Client({ connectionString: url })
    await client.connect()
  })
  afterAll(() => client.end())
  beforeEach(async () => {
    await client.query(lossyTable)
  })

  const projectOf = (place = 'in-process', more = '') =>
    makeProject({
      'rev.yaml': revYaml(url, place),
      'models/people.sql': model,
      'people.csv': peopleCsv,
      'syncs/people.yaml': `${syncYaml}${more}`,
    })
  const rowsOf = async () =>
    (await client.query('select xmin, ctid, * from people order by id')).rows as readonly unknown[]

  test.each(['in-process', 'child'])(
    'tells what a trigger cut, folded and lost, of a destination %s',
    async (place) => {
      const project = await projectOf(place)
      expect((await rev(project, ['run'])).exitCode).toBe(0)
      const { exitCode, result, error } = await revJson(project, ['verify'])
      expect(exitCode).toBe(1)
      expect(error).toMatchObject({ code: 'REV_VERIFY_DRIFT' })
      expect(result).toMatchObject({
        checks: [
          {
            sync: 'people',
            object: 'people',
            delivered: 4,
            checked: 4,
            equal: 1,
            differing: 2,
            missing: 1,
            missingKeys: [[4]],
            fields: [
              {
                field: 'name',
                truncated: 2,
                examples: expect.arrayContaining([
                  truncated(1, 'Ada Lovelace', 'Ada L'),
                  truncated(3, 'Grace Hopper', 'Grace'),
                ]) as unknown,
              },
              {
                field: 'email',
                normalised: 1,
                examples: [{ key: [1], drift: 'normalised', found: 'ada@example.com' }],
              },
            ],
          },
        ],
      })
      const { stdout } = await rev(project, ['verify', 'people'])
      expect(stdout).toContain('! people: 1 of 4 equal, 2 differ, 1 missing in copies / people')
      expect(stdout).toContain('1  "Ada Lovelace" → "Ada L"  truncated')
      expect(stdout).toContain('missing 4')
    },
  )

  test('writes nothing: the rows and the state stay as they are', async () => {
    const project = await projectOf()
    await rev(project, ['run'])
    const [rows, state] = [await rowsOf(), await stateOf(project)]
    expect((await rev(project, ['verify'])).exitCode).toBe(1)
    expect(await rowsOf()).toEqual(rows)
    expect(await stateOf(project)).toEqual(state)
    await client.query(
      `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`,
    )
    expect((await revJson(project, ['verify'])).result).toMatchObject({ checks: [{ checked: 4 }] })
    await client.query(
      `do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`,
    )
  })

  test('ends well where the destination has what was delivered', async () => {
    const project = await projectOf()
    await client.query('drop trigger spoil on people; drop trigger lose on people')
    await rev(project, ['run'])
    const { exitCode, stdout } = await rev(project, ['verify'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('✓ people: 4 of 4 equal in copies / people')
    const one = await revJson(project, ['verify', '--sample', '1'])
    expect(one.result).toMatchObject({ checks: [{ delivered: 4, checked: 1, equal: 1 }] })
  })

  test('a run tells the drift of what it delivered, and stays a success', async () => {
    const project = await projectOf('in-process', 'verify: {}\n')
    const { exitCode, stdout } = await rev(project, ['run'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('✓ people: success')
    expect(stdout).toContain('read back 1 of 4 equal, 2 differ, 1 missing')
    expect(stdout).toContain('→ rev verify people')
  })

  test('beyond drift_percent a run ends with 1, and what was accepted stays accepted', async () => {
    const project = await projectOf('in-process', 'verify: { sample: 10, drift_percent: 50 }\n')
    const first = await revJson(project, ['run'])
    expect(first).toMatchObject({ exitCode: 1, error: { code: 'REV_VERIFY_DRIFT' } })
    expect(first.result).toMatchObject({
      runs: [
        {
          status: 'partial',
          outcomes: { ok: 4, rejected: 0, pending: 0 },
          readBack: { checked: 4, equal: 1, differing: 2, missing: 1 },
        },
      ],
    })
    const again = await revJson(project, ['run'])
    expect(again).toMatchObject({ exitCode: 0, result: { sent: 0, runs: [{ readBack: null }] } })
  })

  test.each(['values', 'fields', 'row'])(
    'what is remembered in the warehouse is compared too, with track: %s',
    async (track) => {
      await client.query(`drop schema if exists _rev cascade; drop table if exists customers;
        create table customers (id int8 primary key, name text, email text, balance numeric(20,3), seen_at timestamptz);
        insert into customers values
          (1, 'Ada Lovelace', 'Ada@Example.com', 12345678901234567.125, '2026-03-29T01:30:00Z'),
          (2, 'Bo', 'bo@example.com', null, null), (4, 'Max', 'max@example.com', 4, null)`)
      const project = await makeProject({
        'rev.yaml': revYaml(url, 'in-process').replace(
          'connector: duckdb',
          `connector: postgres, url: '${url}'`,
        ),
        'models/people.yaml': 'table: customers\nkey: id\n',
        'syncs/people.yaml': `${syncYaml}diff: warehouse\ntrack: ${track}\nverify: {}\n`,
      })
      const expected = { checked: 3, equal: 1, differing: 1, missing: 1, missingKeys: [[4]] }
      const run = await revJson(project, ['run'])
      expect(run).toMatchObject({ exitCode: 0, result: { runs: [{ readBack: expected }] } })
      const tables = async () =>
        (
          await client.query(`select relname, pg_relation_size(oid) as bytes from pg_class
          where relnamespace = '_rev'::regnamespace order by relname`)
        ).rows as unknown
      const before = await tables()
      const { result, exitCode } = await revJson(project, ['verify'])
      expect(result).toMatchObject({ checks: [{ delivered: 3, ...expected }] })
      expect(exitCode).toBe(1)
      expect(await tables()).toEqual(before)
    },
  )

  test('a change in the model since is no drift where values are kept, and not compared where not', async () => {
    const project = await projectOf('in-process', 'track: row\n')
    await client.query('drop trigger spoil on people; drop trigger lose on people')
    await rev(project, ['run'])
    await writeFile(path.join(project, 'people.csv'), peopleCsv.replace('Ada Lovelace', 'Augusta'))
    const { exitCode, result } = await revJson(project, ['verify'])
    expect(exitCode).toBe(0)
    expect(result).toMatchObject({
      checks: [{ checked: 3, equal: 3, notCompared: { changed: 1 } }],
    })
  })
})

test('an object without a lookup cannot be verified, and says so', async () => {
  const project = await makeAcmeProject(await startAcme())
  await rev(project, ['run'])
  await expectFailure(project, ['verify', 'people'], {
    exitCode: 2,
    code: 'REV_CONFIG_MODE',
    says: ['has no lookup for people'],
  })
})

test('nor can its runs read back: the sync is at fault', async () => {
  const project = await makeAcmeProject(await startAcme(), {
    'syncs/people.yaml': `${acmeSyncYaml}verify: { sample: 10 }\n`,
  })
  await expectFailure(project, ['run', 'people'], {
    exitCode: 2,
    code: 'REV_CONFIG_MODE',
    says: ['cannot be looked up', 'verify: false'],
  })
})
