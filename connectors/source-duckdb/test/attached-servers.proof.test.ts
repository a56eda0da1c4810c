import { inspect } from 'node:util'
import { queryMariadb, queryPostgres } from '@revetl/testkit/services'
import { describeWithMariadb, describeWithPostgres } from '@revetl/testkit/services/vitest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createProject, sql } from './duckdb-files.ts'
import { findExtensions, type ExtensionFiles } from './extension-files.ts'

vi.mock('@duckdb/node-api', () => import('@duckdb/node-api-1.5.5'))

/** A server of the tests as an attached database has it. */
function partsOf(url: string) {
  const { hostname, port, pathname, username, password } = new URL(url)
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: decodeURIComponent(username),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}

/** Opens a source with a table `orders` of its own, and a database `crm` beside it. */
async function shop(files: ExtensionFiles, crm: object) {
  const project = createProject()
  onTestFinished(() => project[Symbol.dispose]())
  await project.write('shop.duckdb', 'CREATE TABLE orders AS SELECT 1 AS customer, 5 AS total')
  const extensions = [files.file('postgres_scanner'), files.file('mysql_scanner')]
  return project.open({ path: 'shop.duckdb', attach: { crm }, extensions })
}

const customers = [
  'create table customers (id bigint primary key, amount decimal(30, 10), seen timestamp null)',
  "insert into customers values (1, 12345678901234567890.0123456789, '2026-01-31 13:05:00'), (2, null, null)",
]
const exactRows = [
  ['1', '12345678901234567890.0123456789', '2026-01-31T13:05:00', '5'],
  ['2', null, null, null],
]

const describeWithExtensions = await findExtensions()

describeWithExtensions('a server beside the database', (files) => {
  test.each(['postgres', 'mysql'])(
    'of %s that does not answer is named, and no password is shown',
    async (type) => {
      const password = 'a\'password"that\\nobody may see'
      const at = { host: '127.0.0.1', port: 1, database: 'd', user: 'u', password }
      await using source = await shop(files, { type, ...at })
      const error = await source.check().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'REV_READ_FAILED',
        message: expect.stringContaining('crm') as string,
        hint: expect.stringContaining('attach.crm') as string,
      })
      expect(`${inspect(error, { depth: 9 })}${inspect(source.logs)}`).not.toMatch(/nobody/)
    },
  )
})

/** A server whose database `url` has the table of customers in a schema is read, and nothing else. */
async function expectTwin(
  files: ExtensionFiles,
  type: 'postgres' | 'mysql',
  { url, schema }: { readonly url: string; readonly schema: string },
): Promise<void> {
  await using source = await shop(files, { type, ...partsOf(url) })
  const table = `crm."${schema}".customers`
  const join = `FROM ${table} c LEFT JOIN orders o ON o.customer = c.id ORDER BY c.id`
  const { rows } = await source.read(sql(`SELECT c.id, amount, seen, total ${join}`))
  expect(rows).toEqual(exactRows)
  const { tables } = await source.discover()
  expect(tables.map(({ path }) => path)).toEqual([
    ['main', 'orders'],
    ['crm', schema, 'customers'],
  ])
  expect((await source.check()).warnings).toEqual([])
  const deletion = `SELECT * FROM ${type}_execute('crm', 'DELETE FROM customers')`
  await expect(source.read(sql(deletion))).rejects.toMatchObject({ code: 'REV_MODEL_SQL' })
  expect((await source.read(sql(`SELECT count(*) FROM ${table}`))).rows).toEqual([['2']])
  const drop = source.pushdown?.execute([`DROP TABLE ${table}`])
  await expect(drop).rejects.toThrow(/read-only/)
}

await describeWithPostgres('a Postgres database', (postgres) => {
  describeWithExtensions('beside it', (files) => {
    test('is joined, discovered and never written, its values exact', async () => {
      const url = await postgres.createDatabase()
      await queryPostgres(url, ...customers)
      await expectTwin(files, 'postgres', { url, schema: 'public' })
    })
  })
})

await describeWithMariadb('a MariaDB database', (mariadb) => {
  describeWithExtensions('beside it', (files) => {
    test('is joined, discovered and never written, its values exact', async () => {
      const url = await mariadb.createDatabase()
      await queryMariadb(url, ...customers)
      await expectTwin(files, 'mysql', { url, schema: new URL(url).pathname.slice(1) })
    })
  })
})
