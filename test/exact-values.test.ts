// Random values from DuckDB and Postgres through the engine to a JSON API and to Postgres, judged without rev's code.
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadProject, openEngine } from '@revetl/core'
import { createConnectorResolver } from '@revetl/registry'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

const rowsARun = 60
const connectors = path.join(import.meta.dirname, '..', 'connectors')

/** One row: the text of each value as SQL takes it, in both databases. */
const row = fc.record({
  whole: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  exact: fc
    .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.constant(10n ** 18n))
    .map(([digits, one]) => {
      const size = digits < 0n ? -digits : digits
      const fraction = String(size % one).padStart(18, '0')
      return `${digits < 0n ? '-' : ''}${size / one}.${fraction}`
    }),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value + 0)),
  // Postgres has no NUL, and no text has half a surrogate pair.
  words: fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', '')),
  bytes: fc.uint8Array({ maxLength: 64 }).map((value) => Buffer.from(value).toString('hex')),
  micros: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
  day: fc.integer({ min: -719_162, max: 2_932_896 }),
  flag: fc.boolean(),
  id: fc.uuid(),
  list: fc.array(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), {
    maxLength: 5,
  }),
  number: fc.bigInt({ min: 0n, max: 10n ** 37n }),
  maybe: fc.option(fc.constant('')),
})
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** A time as ISO text with as many digits of the second as it has. */
function isoTime(micros: bigint): string {
  const seconds = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n)
  const fraction = String(micros - seconds * 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

const digits = (text: string) => ({ digits: canonical(text) })

/** The record as a JSON API has to get it: every number by its digits. */
function expected(one: Row, key: number): Record<string, unknown> {
  return {
    key: digits(String(key)),
    whole: digits(one.whole),
    exact: digits(one.exact),
    double: Number(one.double),
    words: one.words,
    bytes: Buffer.from(one.bytes, 'hex').toString('base64'),
    stamp: isoTime(one.micros),
    moment: `${isoTime(one.micros)}Z`,
    day: isoDay(one.day),
    flag: one.flag,
    id: one.id,
    list: one.list.map((item) => (item === null ? null : digits(String(item)))),
    nested: { number: digits(String(one.number)), words: one.words },
    maybe: one.maybe,
  }
}

/** Digits without what says nothing: 1.50 is 1.5, -0 is 0. */
function canonical(text: string): string {
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return short === '-0' ? '0' : short
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const parse = JSON.parse as (text: string, reviver: Reviver) => Record<string, unknown>[]

/** What arrived, each number by its digits; doubles as doubles. */
function arrived(body: string): Record<string, unknown>[] {
  return parse(body, (key, value, { source }) =>
    typeof value === 'number' && key !== 'double' ? { digits: source } : value,
  )
}

function selectOf(one: Row, key: number, dialect: 'duckdb' | 'postgres'): string {
  const isDuckdb = dialect === 'duckdb'
  const time = isoTime(one.micros)
  const list = one.list.map((item) => item ?? 'NULL').join(', ')
  const nested = quoted(
    JSON.stringify({ number: 0, words: one.words }).replace('0', String(one.number)),
  )
  return `SELECT ${key}::INTEGER AS key, ('${one.whole}')::BIGINT AS whole, ('${one.exact}')::DECIMAL(38, 18) AS exact,
    ('${one.double}')::DOUBLE PRECISION AS double, ${quoted(one.words)}::VARCHAR AS words,
    ${isDuckdb ? `unhex('${one.bytes}')` : `decode('${one.bytes}', 'hex')`} AS bytes,
    TIMESTAMP '${time}' AS stamp, TIMESTAMP WITH TIME ZONE '${time}+00' AS moment, DATE '${isoDay(one.day)}' AS day,
    ${one.flag} AS flag, '${one.id}'::UUID AS id,
    ${isDuckdb ? `[${list}]::BIGINT[]` : `ARRAY[${list}]::BIGINT[]`} AS list, ${nested}::JSON AS nested,
    ${one.maybe === null ? 'NULL' : "''"}::VARCHAR AS maybe`
}

const tableSql = (rows: readonly Row[], dialect: 'duckdb' | 'postgres') =>
  `CREATE TABLE things AS ${rows.map((one, key) => selectOf(one, key, dialect)).join('\nUNION ALL ')}`

/** A JSON API that keeps the bodies that it gets. */
async function startApi() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      bodies.push(body)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { bodies, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Postgres itself says how the copy differs from what the same literals give there. */
async function expectCopies(database: string, rows: readonly Row[]): Promise<void> {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(tableSql(rows, 'postgres').replace('TABLE things', 'TEMP TABLE expected'))
    const { rows: differences } =
      await client.query(`SELECT e.key FROM expected e FULL JOIN copies c ON c.key = e.key
      WHERE (e.whole, e.exact, e.double, e.words, e.bytes, e.stamp, e.moment, e.day, e.flag, e.id, e.maybe)
        IS DISTINCT FROM (c.whole, c.exact, c.double, c.words, c.bytes, c.stamp, c.moment, c.day, c.flag, c.id, c.maybe)
      OR to_jsonb(e.list) IS DISTINCT FROM to_jsonb(c.list) OR e.nested::jsonb IS DISTINCT FROM c.nested::jsonb`)
    expect(differences).toEqual([])
  } finally {
    await client.end()
  }
}

await describeWithPostgres('values through the engine', (postgres) => {
  let api: Awaited<ReturnType<typeof startApi>>
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => {
    api.server.close()
    api.server.closeAllConnections()
  })

  async function deliver(source: object, database: string): Promise<void> {
    const folder = mkdtempSync(path.join(tmpdir(), 'rev-values-'))
    try {
      for (const name of ['models', 'syncs']) mkdirSync(path.join(folder, name))
      const destinations = {
        api: {
          connector: path.join(connectors, 'destination-http'),
          baseUrl: api.url,
          objects: {
            things: { operations: { upsert: { method: 'POST', url: '/', matchOn: [['key']] } } },
          },
        },
        warehouse: {
          connector: path.join(connectors, 'destination-postgres'),
          url: database,
          createTables: true,
        },
      }
      const files = {
        'rev.yaml': {
          name: 'values',
          sources: { source },
          destinations,
          egress: { allow: ['127.0.0.1/32'] },
        },
        'models/things.yaml': { sql: 'SELECT * FROM things', key: 'key' },
        'syncs/api.yaml': {
          model: 'things',
          destination: 'api',
          object: 'things',
          mode: 'upsert',
          match: ['key'],
          map: 'all',
        },
        'syncs/warehouse.yaml': {
          model: 'things',
          destination: 'warehouse',
          object: 'copies',
          mode: 'upsert',
          match: ['key'],
          map: 'all',
        },
        'package.json': { private: true },
      }
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(path.join(folder, name), JSON.stringify(content))
      }
      const project = await loadProject({
        path: folder,
        env: {},
        connectors: createConnectorResolver({ projectPath: folder }),
      })
      await using engine = await openEngine({ project })
      for (const sync of ['api', 'warehouse']) {
        const report = await engine.run(sync)
        expect(report.error).toBeUndefined()
        expect(report.status, JSON.stringify(report.rejects)).toBe('success')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  function expectApi(rows: readonly Row[]): void {
    const got = api.bodies.splice(0).flatMap(arrived)
    got.sort((a, b) => keyOf(a) - keyOf(b))
    expect(got).toEqual(rows.map(expected))
  }

  const manyRows = fc.array(row, { minLength: rowsARun, maxLength: rowsARun })

  test('from DuckDB every value arrives as it was', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(manyRows, async (rows) => {
        const database = await postgres.createDatabase()
        const folder = mkdtempSync(path.join(tmpdir(), 'rev-values-'))
        const file = path.join(folder, 'things.duckdb')
        try {
          const instance = await DuckDBInstance.create(file)
          const connection = await instance.connect()
          await connection.run("SET TimeZone = 'UTC'")
          await connection.run(tableSql(rows, 'duckdb'))
          connection.closeSync()
          instance.closeSync()
          await deliver({ connector: path.join(connectors, 'source-duckdb'), path: file }, database)
          expectApi(rows)
          await expectCopies(database, rows)
        } finally {
          rmSync(folder, { recursive: true, force: true })
        }
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  test('from Postgres every value arrives as it was', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(manyRows, async (rows) => {
        const database = await postgres.createDatabase()
        const client = new Client({ connectionString: database })
        await client.connect()
        await client.query("SET TimeZone = 'UTC'")
        await client.query(tableSql(rows, 'postgres'))
        await client.end()
        await deliver(
          { connector: path.join(connectors, 'source-postgres'), url: database },
          database,
        )
        expectApi(rows)
        await expectCopies(database, rows)
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })
})

function keyOf(record: Record<string, unknown>): number {
  return Number((record['key'] as { digits: string }).digits)
}
