import { randomBytes } from 'node:crypto'
import { asUser, queryMariadb as run } from '@revetl/testkit/services'
import type { HeldTable, SqlTestServer, TestUser } from '@revetl/testkit/sql-suite'
import { createConnection } from 'mysql2/promise'
import { expect } from 'vitest'
import { unfitValues } from './unfit-values.ts'

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``

const sessions =
  'select id from information_schema.processlist where db = database() and id <> connection_id()'

/** MariaDB and MySQL as the suite for SQL destinations needs them. */
export const mysqlTestServer: SqlTestServer = {
  sql: {
    quote,
    // The name of a table is that of a file, in which a character may take five.
    canHold: (name) => name.length <= 40 && !/\s$/.test(name),
    momentType: 'timestamp(6) null',
    countUpdates: (table) => [
      `create trigger touch before update on ${table} for each row set new.touched = old.touched + 1`,
    ],
    retype: (table, column, type) => `alter table ${table} modify ${column} ${type}`,
    // InnoDB checks a foreign key at once.
    deferred: '',
  },
  run,
  unfitValues,
  vendorCodes: { reference: '1452', unique: '1062', notNull: '1048' },
  hold,
  endSessions: async (url) => {
    for (const { id } of await run(url, sessions)) {
      await run(url, `kill connection ${String(id)}`).catch(() => undefined)
    }
  },
  isCommit: (bytes) => bytes.toString('latin1').endsWith('\u0003commit'),
  addUser: (url, rights) => addUser(url, `${rights}, create temporary tables`),
}

/** Holds the rows of a table. Its session is in no database, so that it is none of those that `endSessions` ends. */
export async function hold(url: string, table: string): Promise<HeldTable> {
  const server = new URL(url)
  server.pathname = ''
  const holder = await createConnection(server.href)
  await holder.query('start transaction')
  await holder.query(`select * from ${databaseOf(url)}.${quote(table)} for update`)
  const waiting = `${sessions} and info like '%join \`%for update'`
  return {
    untilWaiting: async () => {
      await expect.poll(async () => (await run(url, waiting)).length).toBe(1)
    },
    [Symbol.asyncDispose]: async () => {
      await holder.query('rollback')
      await holder.end()
    },
  }
}

/** Makes a user with rights on the database. */
export async function addUser(url: string, rights: string): Promise<TestUser> {
  const name = `user_${randomBytes(6).toString('hex')}`
  await run(
    url,
    `create user '${name}' identified by 'made-up'`,
    `grant ${rights} on ${databaseOf(url)}.* to '${name}'`,
  )
  return {
    url: asUser(url, name, 'made-up'),
    [Symbol.asyncDispose]: async () => void (await run(url, `drop user '${name}'`)),
  }
}

function databaseOf(url: string): string {
  return quote(new URL(url).pathname.slice(1))
}
