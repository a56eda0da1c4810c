import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { version } from '@duckdb/node-api'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createProject, sql, type Project } from './duckdb-files.ts'
import { extensionsVersion, findExtensions } from './extension-files.ts'

// Extensions fit one version of DuckDB. Two versions share no process, which is why these tests have one of their own.
vi.mock('@duckdb/node-api', () => import('@duckdb/node-api-1.5.5'))

/** What a row of the orders has in both formats; the last column came later. */
const orders = [
  [
    '1',
    'true',
    '12345678901234567890.123456789012345678',
    '0.1',
    '0.1',
    'Grüße 👩‍💻',
    '2024-02-29',
    '2026-01-31T13:05:00.123456Z',
    '2026-03-29T02:30:00',
    'qv8A',
    '["a",null]',
    '{"n":9007199254740993,"price":1.50}',
    '{"x":1}',
    null,
  ],
  ['3', ...Array.from({ length: 13 }, () => null)],
  ['4', ...Array.from({ length: 12 }, () => null), '7'],
]
const types = [
  'integer',
  'boolean',
  'decimal',
  'number',
  'number',
  'string',
  'date',
  'timestamptz',
  'timestamp',
  'bytes',
  'json',
  'json',
  'json',
  'integer',
]

const sorted = (rows: readonly (readonly (string | null)[])[]) =>
  rows.toSorted(([a], [b]) => Number(a) - Number(b))

const describeWithExtensions = await findExtensions()

describeWithExtensions('with its extensions', (files) => {
  const { tables } = files
  let project: Project
  beforeEach(() => {
    project = createProject()
    onTestFinished(() => project[Symbol.dispose]())
    symlinkSync(tables, path.join(project.path, 'lake'))
    const { HOME } = process.env
    // Nothing is installed there.
    process.env['HOME'] = project.path
    onTestFinished(() => {
      process.env['HOME'] = HOME
    })
  })
  const iceberg = [files.file('avro'), files.file('iceberg')]
  const icebergFolder = path.join(tables, 'iceberg/shop/orders')

  test('the DuckDB is the one that the extensions are for', () => {
    expect(version()).toBe(`v${extensionsVersion}`)
  })

  test('a Delta Lake table is read by its folder and in SQL, every value exact', async () => {
    await using source = await project.open({ extensions: [files.file('delta')] })
    const folder = path.join(tables, 'delta orders')
    for (const model of [
      { kind: 'files' as const, paths: [folder] },
      sql(`SELECT * FROM delta_scan('${folder}')`),
    ]) {
      const { columns, rows } = await source.read(model)
      expect(columns.map(({ type }) => type)).toEqual(types)
      expect(sorted(rows)).toEqual(orders)
    }
  })

  test('an Iceberg table is read by its metadata file, and by its folder where that may be guessed', async () => {
    await using source = await project.open({ extensions: iceberg })
    const metadata = readdirSync(path.join(icebergFolder, 'metadata'))
    const newest = metadata
      .filter((name) => name.endsWith('.metadata.json'))
      .toSorted()
      .at(-1)
    const text = `SELECT * FROM iceberg_scan('${icebergFolder}/metadata/${newest}')`
    const { columns, rows } = await source.read(sql(text))
    expect(columns.map(({ type }) => type)).toEqual(types)
    expect(sorted(rows)).toEqual(orders)
    const model = { kind: 'files' as const, paths: [icebergFolder] }
    await expect(source.read(model)).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      hint: expect.stringContaining('guessIcebergVersion') as string,
    })
    await using guessing = await project.open({ extensions: iceberg, guessIcebergVersion: true })
    expect(sorted((await guessing.read(model)).rows)).toEqual(orders)
  })

  test('a SQLite database is joined by its alias, discovered, checked, and never written', async () => {
    await project.write('shop.duckdb', 'CREATE TABLE orders AS SELECT 1 AS customer, 5 AS total')
    await using source = await project.open({
      path: 'shop.duckdb',
      attach: { crm: { type: 'sqlite', path: 'lake/crm.sqlite' } },
      extensions: [files.file('sqlite_scanner')],
    })
    const join = 'FROM crm.main.customers c LEFT JOIN orders o ON o.customer = c.id ORDER BY c.id'
    const { rows } = await source.read(sql(`SELECT c.id, email, score, total ${join}`))
    expect(rows).toEqual([
      ['1', 'ann@example.com', '0.1', '5'],
      ['9007199254740993', null, null, null],
    ])
    expect(await source.duckdbQuery(sql('SELECT 1'))).toBeUndefined()
    expect((await source.discover()).tables.map((table) => table.path.join('.'))).toEqual([
      'main.orders',
      'crm.main.customers',
      'crm.main.emails',
    ])
    expect(await source.check()).toMatchObject({
      account: { name: expect.stringContaining('crm') as string },
      warnings: [],
    })
    await expect(source.pushdown?.execute(['DELETE FROM crm.customers'])).rejects.toThrow(
      /read-only/,
    )
    await source.pushdown?.execute(['CREATE TABLE "_rev_t" AS SELECT id FROM crm.customers'])
    expect((await source.read(sql('SELECT count(*) FROM "_rev_t"'))).rows).toEqual([['2']])
  })

  test('a SQLite database that is missing, or is none, is named', async () => {
    writeFileSync(path.join(project.path, 'notes.sqlite'), 'no database at all, but some text')
    const open = (file: string) =>
      project.open({
        attach: { crm: { type: 'sqlite', path: file } },
        extensions: [files.file('sqlite_scanner')],
      })
    await using missing = await open('none.sqlite')
    await expect(missing.check()).rejects.toMatchObject({
      code: 'REV_MODEL_NOT_FOUND',
      hint: expect.stringContaining('attach.crm') as string,
    })
    await using broken = await open('notes.sqlite')
    await expect(broken.check()).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('notes.sqlite') as string,
    })
  })

  test('a DuckLake is read by the file of its catalog', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(
      `LOAD '${files.file('ducklake')}'; ATTACH 'ducklake:${project.path}/lake.ducklake' AS l (DATA_PATH '${project.path}/data');
       CREATE TABLE l.t AS SELECT 1 AS id, 1.50::DECIMAL(9, 2) AS price; INSERT INTO l.t VALUES (2, NULL); DELETE FROM l.t WHERE id = 2`,
    )
    connection.closeSync()
    instance.closeSync()
    await using source = await project.open({
      attach: { lake: { type: 'ducklake', path: 'lake.ducklake' } },
      extensions: [files.file('ducklake')],
    })
    const { rows } = await source.read({ kind: 'table', table: ['lake', 'main', 't'] })
    expect(rows).toEqual([['1', '1.50']])
    expect((await source.discover()).tables.map((table) => table.path)).toEqual([
      ['lake', 'main', 't'],
    ])
  })

  test('files are read over HTTP with httpfs', async () => {
    await project.write('w.duckdb', `COPY (SELECT 7 AS n) TO '${project.path}/n.parquet'`)
    const bytes = readFileSync(path.join(project.path, 'n.parquet'))
    const server = createServer((request, response) => {
      const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
      const part = bytes.subarray(Number(from ?? 0), to ? Number(to) + 1 : bytes.length)
      response.writeHead(from === undefined ? 200 : 206, {
        'content-length': request.method === 'HEAD' ? bytes.length : part.length,
        'content-range': `bytes ${from ?? 0}-${to ?? bytes.length - 1}/${bytes.length}`,
        'accept-ranges': 'bytes',
      })
      response.end(request.method === 'HEAD' ? undefined : part)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    await using source = await project.open({ extensions: [files.file('httpfs')] })
    const { rows } = await source.read(sql(`FROM 'http://127.0.0.1:${port}/n.parquet'`))
    expect(rows).toEqual([['7']])
  })

  test('installed extensions are loaded by their names, and those of databases by themselves', async () => {
    process.env['HOME'] = files.homeWith(['delta', 'sqlite_scanner'])
    await using source = await project.open({
      extensions: ['delta'],
      attach: { crm: { type: 'sqlite', path: 'lake/crm.sqlite' } },
    })
    const { rows } = await source.read(sql('SELECT count(*) FROM crm.customers'))
    expect(rows).toEqual([['2']])
  })

  test('an extension that another one needs is the one that is missing', async () => {
    await using source = await project.open({ extensions: [files.file('iceberg')] })
    await expect(source.check()).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('no avro.duckdb_extension in') as string,
      hint: expect.stringContaining('INSTALL avro') as string,
    })
  })

  test('an extension that was changed after it was signed is refused', async () => {
    const changed = readFileSync(files.file('avro'))
    changed[1000] = (changed[1000] ?? 0) ^ 1
    mkdirSync(path.join(project.path, 'vendor'))
    writeFileSync(path.join(project.path, 'vendor/avro.duckdb_extension'), changed)
    await using source = await project.open({ extensions: ['vendor/avro.duckdb_extension'] })
    await expect(source.check()).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('not signed') as string,
    })
  })

  test("MotherDuck's extension asks the service when it is loaded, and shows no token", async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const names = { motherduck_host: '127.0.0.1', motherduck_ext_version_check_port: String(port) }
    Object.assign(process.env, names)
    onTestFinished(() => {
      for (const name of Object.keys(names)) delete process.env[name]
    })
    await using source = await project.open({
      attach: { cloud: { type: 'motherduck' } },
      extensions: [files.file('motherduck')],
      motherduckToken: 'a-token-that-nobody-may-see',
    })
    const error = await source.check().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'REV_READ_FAILED',
      message: expect.stringContaining('motherduck') as string,
      hint: expect.stringContaining('api.motherduck.com') as string,
    })
    expect(asked).toEqual([expect.stringContaining('GET /extension_version') as string])
    expect(
      [asked.join(), JSON.stringify(error), String(error), JSON.stringify(source.logs)].join(),
    ).not.toContain('a-token')
  })
})
