import { randomBytes } from 'node:crypto'
import { asUser, queryPostgres as run } from '@revetl/testkit/services'
import type { HeldTable, SqlTestServer, TestUser } from '@revetl/testkit/sql-suite'
import { Client } from 'pg'
import { expect } from 'vitest'
import { unfitValues } from './unfit-values.ts'

const revSessions = `from pg_stat_activity where application_name = 'rev' and datname = current_database()`

/** Postgres as the suite for SQL destinations needs it. */
export const postgresTestServer: SqlTestServer = {
  sql: {
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    canHold: (name) => Buffer.byteLength(name) <= 63,
    momentType: 'timestamptz',
    countUpdates: (table) => [
      `create function touch() returns trigger language plpgsql
        as 'begin new.touched := old.touched + 1; return new; end'`,
      `create trigger touch before update on ${table} for each row execute function touch()`,
    ],
    retype: (table, column, type) => `alter table ${table} alter column ${column} type ${type}`,
    deferred: 'deferrable initially deferred',
    createTypes: [
      'create domain cents as numeric(10,2)',
      'create domain positive as int check (value > 0)',
      "create type mood as enum ('sad', 'ok')",
    ],
  },
  run,
  unfitValues,
  vendorCodes: { reference: '23503', unique: '23505', notNull: '23502' },
  hold,
  endSessions: async (url) =>
    void (await run(url, `select pg_terminate_backend(pid) ${revSessions}`)),
  isCommit: (bytes) => bytes.includes('commit\0'),
  addUser: (url, rights) => addRole(url, [`grant ${rights} on all tables in schema public to`]),
}

async function hold(url: string, table: string): Promise<HeldTable> {
  const holder = new Client({ connectionString: url })
  await holder.connect()
  await holder.query(`begin; lock table ${table} in exclusive mode`)
  const waiting = `select count(*)::int as n ${revSessions} and wait_event_type = 'Lock'`
  return {
    untilWaiting: async () => {
      await expect.poll(async () => (await run(url, waiting))[0]?.['n']).toBe(1)
    },
    [Symbol.asyncDispose]: async () => {
      await holder.query('rollback')
      await holder.end()
    },
  }
}

/** Makes a role with rights, each the beginning of a statement that ends with its name. */
export async function addRole(
  url: string,
  rights: readonly string[],
): Promise<TestUser & { readonly name: string }> {
  const name = `user_${randomBytes(6).toString('hex')}`
  await run(url, `create role ${name} login password 'made-up'`)
  await run(url, ...rights.map((right) => `${right} ${name}`))
  return {
    name,
    url: asUser(url, name, 'made-up'),
    [Symbol.asyncDispose]: async () =>
      void (await run(url, `drop owned by ${name}`, `drop role ${name}`)),
  }
}
