// What an extension of DuckDB reads comes from the process of the connector, whose DuckDB may be another than rev's.
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { pythonWith } from '@revetl/testkit/services'
import { expect, test } from 'vitest'
import { makeProject, writeFiles } from './support/make-project.ts'
import { revJson } from './support/run-rev.ts'

const version = '1.5.5'

/** A real extension, for a DuckDB that is not the one of rev. */
async function sqliteExtension(): Promise<string> {
  const python = await pythonWith([`duckdb-extension-sqlite-scanner==${version}`])
  if (python === undefined) throw new Error('There is no Python.')
  const code = 'import duckdb_extension_sqlite_scanner as one; print(*one.__path__, end="")'
  const { stdout } = await promisify(execFile)(python, ['-c', code])
  return path.join(stdout, `extensions/v${version}/sqlite_scanner.duckdb_extension`)
}

/** The source as it is built, on the DuckDB that has extensions. */
async function addSource(project: string): Promise<void> {
  const folder = path.join(project, 'connectors/duckdb')
  const built = path.join(project, 'node_modules/@revetl/source-duckdb')
  for (const part of ['dist', 'package.json'])
    await cp(path.join(built, part), path.join(folder, part), { recursive: true })
  const require = createRequire(import.meta.url)
  const packages = {
    '@duckdb/node-api': path.dirname(require.resolve('@duckdb/node-api-1.5.5/package.json')),
    '@revetl/sdk': path.join(project, 'node_modules/@revetl/sdk'),
    zod: path.join(project, 'node_modules/zod'),
  }
  for (const [name, target] of Object.entries(packages)) {
    const link = path.join(folder, 'node_modules', name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(await realpath(target), link)
  }
}

async function makeDatabases(project: string): Promise<void> {
  const instance = await DuckDBInstance.create(path.join(project, 'shop.duckdb'))
  const connection = await instance.connect()
  await connection.run(
    `CREATE TABLE orders AS SELECT i AS id, i::DECIMAL(9, 2) / 8 AS part, (i || '.000000001')::DECIMAL(38, 9) AS amount, i::HUGEINT AS big,
       i::DOUBLE / 7 AS ratio, TIMESTAMPTZ '2026-01-31 13:05:00+01' AS at, [i, NULL] AS list, i % 2 = 0 AS even
     FROM range(1, 4) t(i)`,
  )
  connection.closeSync()
  instance.closeSync()
  const crm = new DatabaseSync(path.join(project, 'crm.sqlite'))
  crm.exec(
    "create table customers (id integer, name text); insert into customers values (2, 'ann')",
  )
  crm.close()
}

const revYaml = (more: string) => `name: lake
sources:
  shop: { connector: ./connectors/duckdb, run_in: child, path: shop.duckdb${more} }
destinations:
  out: { connector: file, folder: out }
`
const sync = (model: string) =>
  `model: ${model}\ndestination: out\nobject: ${model}.jsonl\nmode: replace\nmap: all\n`

test('a source that comes to need an extension reads what it read before, and what the extension reads', async (context) => {
  const extension = await sqliteExtension().catch((error: unknown) => {
    if (process.env['REV_REQUIRE_SERVICES'] === '1') throw error
    return context.skip(String(error))
  })
  const project = await makeProject({
    'rev.yaml': revYaml(''),
    'models/orders.yaml': 'source: shop\nkey: id\ntable: orders\n',
    'syncs/orders.yaml': sync('orders'),
  })
  await addSource(project)
  await makeDatabases(project)
  const { result: first } = await revJson(project, ['run'])
  expect(first).toMatchObject({ sent: 3 })
  const attach = 'attach: { crm: { type: sqlite, path: crm.sqlite } }'
  await writeFiles(project, {
    'rev.yaml': revYaml(`, extensions: ['${extension}'], ${attach}`),
    'models/names.yaml':
      'source: shop\nkey: id\nsql: select c.id, name, amount from crm.main.customers c join orders o on o.id = c.id\n',
    'syncs/names.yaml': sync('names'),
  })
  const { result: again } = await revJson(project, ['plan', 'orders'])
  expect(again).toMatchObject({ plans: [{ changes: { added: 0, changed: 0, removed: 0 } }] })
  expect((await revJson(project, ['run', 'names'])).error).toBeNull()
  const names = await readFile(path.join(project, 'out/names.jsonl'), 'utf8')
  expect(names).toBe('{"id":2,"name":"ann","amount":2.000000001}\n')
})
