// Values from Postgres through its source and its destination back into Postgres, judged by Postgres itself.
import destination from '@revetl/destination-postgres'
import type { Column, Outcome, RunContext } from '@revetl/sdk'
import { BatchChange, freezeBatch, validateConfig } from '@revetl/sdk/host'
import source from '@revetl/source-postgres'
import { openSource, type OpenSource } from '@revetl/testkit'
import { describeWithPostgres } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

type DestinationContext = RunContext<Parameters<typeof destination.check>[0]['config']>

/** The JSON of a value as a record carries it. */
function jsonOf(text: string | null, { type }: Column): string {
  if (text === null) return 'null'
  if (type === 'json' || type === 'boolean') return text
  const isNumber = type === 'integer' || type === 'decimal' || type === 'number'
  return isNumber && /\d$/.test(text) ? text : JSON.stringify(text)
}

interface Sample {
  readonly type: string
  /** SQL that makes a value of the text `x`; default a cast. */
  readonly make?: string
  readonly texts: fc.Arbitrary<string>
}

const whole = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String)
const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.replaceAll('\0', ''))
const decimal = (digitsMax: number, scaleMax: number) =>
  fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.stringMatching(new RegExp(`^\\d{1,${digitsMax - scaleMax}}$`)),
      fc.stringMatching(new RegExp(`^\\d{0,${scaleMax}}$`)),
    )
    .map(([sign, head, tail]) => `${sign}${head}.${tail}0`.slice(0, digitsMax + 2))
const bytes = fc
  .uint8Array({ maxLength: 300 })
  .map((value) => `\\x${Buffer.from(value).toString('hex')}`)
const micros = whole(-200_000_000_000_000_000n, 900_000_000_000_000_000n)
const double = fc.double().map((value) => (Object.is(value, -0) ? '-0' : String(value)))
const json = fc.jsonValue().map((value) => JSON.stringify(value).replaceAll(String.raw`\u0000`, ''))
const bigJson = fc
  .tuple(json, decimal(60, 20))
  .map(([value, number]) => `{"n": ${number.replace(/^(-?)0+(?=\d)/, '$1')}, "v": ${value}}`)
const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
const arrayOf = (item: fc.Arbitrary<string>) =>
  fc
    .array(fc.option(item))
    .map((items) => `{${items.map((x) => (x === null ? 'null' : quoted(x))).join()}}`)

const samples: Sample[] = [
  { type: 'boolean', texts: fc.constantFrom('true', 'false') },
  { type: 'int2', texts: whole(-32_768n, 32_767n) },
  { type: 'int4', texts: whole(-(2n ** 31n), 2n ** 31n - 1n) },
  { type: 'int8', texts: whole(-(2n ** 63n), 2n ** 63n - 1n) },
  { type: 'numeric(38,18)', texts: decimal(37, 17) },
  {
    type: 'numeric',
    texts: fc.oneof(decimal(80, 40), fc.constantFrom('NaN', 'Infinity', '-Infinity')),
  },
  { type: 'float8', texts: double },
  {
    type: 'float4',
    texts: fc.float().map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  },
  { type: 'money', texts: decimal(16, 1) },
  { type: 'text', texts: text },
  { type: 'varchar(30)', texts: text },
  { type: 'char(40)', texts: text },
  { type: 'bytea', texts: bytes },
  { type: 'uuid', texts: fc.uuid() },
  { type: 'date', make: "date '2000-01-01' + x::int", texts: whole(-2_400_000n, 90_000_000n) },
  { type: 'date', texts: fc.constantFrom('infinity', '-infinity', '0001-01-01', '0001-12-31 BC') },
  {
    type: 'time',
    make: "time '00:00' + (x || ' microseconds')::interval",
    texts: whole(0n, 86_399_999_999n),
  },
  { type: 'timetz', texts: fc.constantFrom('24:00+00', '13:05:00.123456-07:30', '00:00+14') },
  {
    type: 'timestamp',
    make: "timestamp '2000-01-01' + (x || ' microseconds')::interval",
    texts: micros,
  },
  {
    type: 'timestamptz',
    make: "timestamptz '2000-01-01Z' + (x || ' microseconds')::interval",
    texts: micros,
  },
  {
    type: 'timestamptz',
    texts: fc.constantFrom('infinity', '-infinity', '9999-12-31 23:59:59.999999Z'),
  },
  {
    type: 'timestamp(3)',
    make: "timestamp '2000-01-01' + (x || ' milliseconds')::interval",
    texts: whole(0n, 10n ** 12n),
  },
  {
    type: 'interval',
    make: "make_interval(months => (x::int8 % 5000)::int, days => (x::int8 % 777)::int) + (x || ' microseconds')::interval",
    texts: whole(-(10n ** 15n), 10n ** 15n),
  },
  { type: 'json', texts: bigJson },
  { type: 'jsonb', texts: bigJson },
  { type: 'int8[]', texts: arrayOf(whole(-(2n ** 63n), 2n ** 63n - 1n)) },
  { type: 'text[]', texts: arrayOf(text) },
  { type: 'numeric[]', texts: arrayOf(fc.oneof(decimal(50, 20), fc.constant('NaN'))) },
  { type: 'float8[]', texts: arrayOf(double) },
  { type: 'bytea[]', texts: arrayOf(bytes) },
  {
    type: 'timestamptz[]',
    texts: arrayOf(
      fc.constantFrom('2026-01-31 13:05:00.123456Z', 'infinity', '0044-03-15 12:00Z BC'),
    ),
  },
  { type: 'int4[][]', texts: fc.constantFrom('{}', '{{1,2},{3,null}}', '{{{1},{2}}}') },
  { type: 'json[]', texts: fc.constantFrom('{"{\\"a\\": 1.00}",null}') },
  { type: 'int8range', texts: fc.constantFrom('[1,5)', '(,9223372036854775807)', 'empty', '(,)') },
  { type: 'numrange[]', texts: fc.constantFrom('{"[1.50,2.00)",empty}') },
  {
    type: 'tstzrange',
    texts: fc.constantFrom('[2026-01-31 13:05Z,infinity)', '(,2026-01-31 13:05:00.000001Z]'),
  },
  {
    type: 'datemultirange',
    texts: fc.constantFrom('{}', '{[2026-01-01,2026-02-01),[2026-03-01,)}'),
  },
  { type: 'mood', texts: fc.constantFrom('sad', 'it\'s "ok"') },
  { type: 'mood[]', texts: fc.constantFrom('{sad,"it\'s \\"ok\\""}') },
  { type: 'price', texts: decimal(9, 1) },
  {
    type: 'place',
    make: "row(x::numeric, 'a \"b\" ,c', array[x::int8], row(x::int8, '\\x00ff'::bytea)::inside)::place",
    texts: whole(0n, 10n ** 17n),
  },
  {
    type: 'place[]',
    make: 'array[row(x::numeric, null, null, null)::place, null]',
    texts: whole(0n, 10n ** 17n),
  },
  { type: 'inet', texts: fc.constantFrom('10.0.0.1/8', '::ffff:1.2.3.4', '192.168.0.1') },
  { type: 'cidr', texts: fc.constantFrom('10.0.0.0/8') },
  { type: 'macaddr', texts: fc.constantFrom('08:00:2b:01:02:03') },
  { type: 'point', texts: fc.constantFrom('(1.1,-2e300)', '(NaN,Infinity)') },
  { type: 'box', texts: fc.constantFrom('(3,4),(1,2)') },
  { type: 'path', texts: fc.constantFrom('((1,2),(3,4))', '[(1,2),(3,4)]') },
  { type: 'polygon', texts: fc.constantFrom('((0,0),(1,1),(0,1))') },
  { type: 'circle', texts: fc.constantFrom('<(1,2),3.5>') },
  { type: 'line', texts: fc.constantFrom('{1,2,3}') },
  { type: 'lseg', texts: fc.constantFrom('[(1,2),(3,4)]') },
  { type: 'bit(5)', texts: fc.constantFrom('10101') },
  { type: 'varbit', texts: fc.constantFrom('', '1', '0110') },
  { type: 'xml', texts: fc.constantFrom('<a b="1">&amp;</a>', 'x<b/>y') },
  { type: 'tsvector', texts: fc.constantFrom("'a':1A 'fat':2B,4C") },
  { type: 'tsquery', texts: fc.constantFrom("'fat' & !'rat'") },
  { type: 'pg_lsn', texts: fc.constantFrom('16/B374D848') },
  { type: 'oid', texts: fc.constantFrom('0', '4294967295') },
  { type: '"char"', texts: fc.constantFrom('a', '') },
  { type: 'name', texts: fc.constantFrom('pg_class') },
]

await describeWithPostgres('from Postgres to Postgres', (postgres) => {
  let client: Client
  let from: OpenSource
  let context: DestinationContext
  beforeAll(async () => {
    const url = await postgres.createDatabase()
    client = new Client({ connectionString: url })
    await client.connect()
    await client.query(`
      create type mood as enum ('sad', 'it''s "ok"');
      create domain price as numeric(12,2);
      create type inside as (n int8, b bytea);
      create type place as (n numeric, t text, list int8[], inside inside)`)
    from = await openSource(source, { config: { url }, projectPath: '.' })
    const config = await validateConfig(destination.config, { url })
    const run = { id: 'run-1', sync: 'copy', startedAt: '2026-01-31T13:05:00Z' }
    // What this destination uses of a context.
    context = { config, run, signal: new AbortController().signal } as DestinationContext
  })
  afterAll(async () => {
    await client.end()
    await from[Symbol.asyncDispose]()
    await destination.close?.(context)
  })

  async function copyThrough(): Promise<readonly Outcome[]> {
    const { columns, rows } = await from.read({ kind: 'table', table: ['origin'] })
    const changes = rows.map((row, index) => {
      const parts = columns.map(
        (column, place) => `${JSON.stringify(column.name)}:${jsonOf(row[place] ?? null, column)}`,
      )
      const record = `{${parts.join(',')}}`
      const key = [row[0] ?? null]
      return new BatchChange({
        id: String(index),
        kind: 'added',
        key,
        json: record,
        remoteId: undefined,
      })
    })
    const batch = freezeBatch({
      object: { name: 'copy', fields: {} },
      operation: 'upsert',
      matchOn: ['id'],
      fields: columns.map(({ name, type }) => ({ name, type })),
      changes,
      idempotencyKey: 'key',
      attempt: 1,
    })
    const outcomes = await destination.dynamicObject?.operations['upsert']?.write(batch, context)
    return outcomes ?? []
  }

  test.each(samples)('keeps each $type', async ({ type, make = `x::${type}`, texts }) => {
    const typed = type.replace('[][]', '[]')
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 60 }), async (values) => {
        await client.query(`drop table if exists origin, copy;
          create table origin (id int primary key, v ${typed}); create table copy (like origin including all);
          insert into origin values (0, null)`)
        await client.query(
          `insert into origin select n, ${make} from unnest($1::text[]) with ordinality as u(x, n)`,
          [values],
        )
        const outcomes = await copyThrough()
        expect(outcomes.filter(({ status }) => status !== 'ok')).toEqual([])
        const { rows } = await client.query(`
          select o.v::text as origin, c.v::text as copy from origin o full join copy c using (id)
          where row(o.v)::record *<> row(c.v)::record or o.id is null or c.id is null limit 5`)
        expect(rows).toEqual([])
        // Sent again, nothing is different.
        const again = await copyThrough()
        expect(new Set(again.map((outcome) => outcome.status === 'ok' && outcome.effect))).toEqual(
          new Set(['unchanged']),
        )
      }),
      { numRuns: 5 },
    )
  })

  test('tells empty text from null', async () => {
    await client.query(`drop table if exists origin, copy;
      create table origin (id int primary key, a text, b bytea, c text[]);
      create table copy (like origin including all);
      insert into origin values (1, '', '', '{}'), (2, null, null, null)`)
    await copyThrough()
    const { rows } = await client.query(
      'select id, a is null as a, b is null as b, c is null as c from copy order by id',
    )
    expect(rows).toEqual([
      { id: 1, a: false, b: false, c: false },
      { id: 2, a: true, b: true, c: true },
    ])
  })
})
