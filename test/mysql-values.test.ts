// Values from MariaDB through its source and its destination back into MariaDB, judged by MariaDB itself.
import destination from '@revetl/destination-mysql'
import type { Column, Outcome, RunContext } from '@revetl/sdk'
import { BatchChange, freezeBatch, validateConfig } from '@revetl/sdk/host'
import source from '@revetl/source-mysql'
import { openSource, type OpenSource } from '@revetl/testkit'
import { describeWithMariadb } from '@revetl/testkit/services/vitest'
import * as fc from 'fast-check'
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'

type DestinationContext = RunContext<Parameters<typeof destination.check>[0]['config']>

/** The JSON of a value as a record carries it. */
function jsonOf(text: string | null, { type }: Column): string {
  if (text === null) return 'null'
  if (type === 'json' || type === 'boolean') return text
  const isNumber = type === 'integer' || type === 'decimal' || type === 'number'
  return isNumber ? text : JSON.stringify(text)
}

interface Sample {
  readonly type: string
  /** SQL of a value. */
  readonly literals: fc.Arbitrary<string>
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const whole = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String)
const text = fc.string({ unit: 'binary', maxLength: 30 }).map(quoted)
const bytes = fc
  .uint8Array({ maxLength: 60 })
  .map((value) => `x'${Buffer.from(value).toString('hex')}'`)
const decimal = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^\d{1,35}$/), fc.stringMatching(/^\d{1,30}$/))
  .map(([sign, head, tail]) => `${sign}${head}.${tail}`)
const floatMax = Math.fround(3.4028235e38)
const float = (value: number): string => quoted(value.toExponential())
const finite = { noNaN: true, noDefaultInfinity: true } as const
// JSON's null at the top is SQL's null once it is in a record.
const json = fc
  .jsonValue()
  .filter((value) => value !== null)
  .map((value) => quoted(JSON.stringify(value)))

const samples: Sample[] = [
  { type: 'tinyint', literals: whole(-128n, 127n) },
  { type: 'tinyint(1)', literals: whole(-128n, 127n) },
  { type: 'smallint unsigned', literals: whole(0n, 65_535n) },
  { type: 'mediumint(9) zerofill', literals: whole(0n, 16_777_215n) },
  { type: 'int', literals: whole(-(2n ** 31n), 2n ** 31n - 1n) },
  { type: 'bigint', literals: whole(-(2n ** 63n), 2n ** 63n - 1n) },
  { type: 'bigint unsigned', literals: whole(0n, 2n ** 64n - 1n) },
  { type: 'decimal(65,30)', literals: decimal },
  { type: 'decimal(65,0)', literals: whole(-(10n ** 65n - 1n), 10n ** 65n - 1n) },
  { type: 'double', literals: fc.double(finite).map(float) },
  {
    type: 'float',
    literals: fc
      .oneof(fc.float(finite), fc.constantFrom(floatMax, -floatMax, 2 ** -126, 2 ** -149))
      .map(float),
  },
  { type: 'bit(1)', literals: whole(0n, 1n) },
  { type: 'bit(64)', literals: whole(0n, 2n ** 64n - 1n) },
  { type: 'year', literals: fc.constantFrom('1901', '2155', '0') },
  { type: 'date', literals: fc.constantFrom("'0000-00-00'", "'2026-02-00'", "'9999-12-31'") },
  {
    type: 'datetime(6)',
    literals: whole(0n, 10n ** 17n).map(
      (x) => `timestamp '1000-01-01 00:00:00' + interval ${x} microsecond`,
    ),
  },
  {
    type: 'timestamp(6) null',
    literals: whole(1n, 10n ** 15n).map(
      (x) => `timestamp '1970-01-02 06:00:00' + interval ${x} microsecond`,
    ),
  },
  { type: 'datetime', literals: fc.constantFrom("'0000-00-00'", "'2026-03-29 02:30:00'") },
  {
    type: 'time(6)',
    literals: fc
      .tuple(whole(-838n, 838n), whole(0n, 59n), whole(0n, 59n), whole(0n, 999_999n))
      .map(([h, m, s, us]) => `'${h}:${m}:${s}.${us.padStart(6, '0')}'`),
  },
  { type: 'char(30) character set utf8mb4', literals: text },
  { type: 'varchar(30) character set utf8mb4 collate utf8mb4_bin', literals: text },
  { type: 'varchar(30) character set latin1', literals: fc.constantFrom("'Grüße'", "'€'", "''") },
  { type: 'longtext character set utf8mb4', literals: text },
  { type: 'varbinary(60)', literals: bytes },
  { type: 'binary(60)', literals: bytes },
  { type: 'longblob', literals: bytes },
  { type: 'json', literals: json },
  {
    type: "enum('sad','it''s \"ok\"','ü')",
    literals: fc.constantFrom("'sad'", "'ü'", `'it''s "ok"'`),
  },
  { type: "set('x','y')", literals: fc.constantFrom("'x'", "''", "'y,x'") },
  { type: 'point', literals: fc.constantFrom('point(1.5, -2)') },
  { type: 'geometry', literals: fc.constantFrom("st_geomfromtext('LINESTRING(0 0,1 1)', 4326)") },
]

await describeWithMariadb('from MariaDB to MariaDB', (mariadb) => {
  let connection: Connection
  let from: OpenSource
  let context: DestinationContext
  beforeAll(async () => {
    const url = await mariadb.createDatabase()
    connection = await createConnection({ uri: url, charset: 'utf8mb4' })
    await connection.query("set sql_mode = 'NO_BACKSLASH_ESCAPES', time_zone = '+05:30'")
    from = await openSource(source, { config: { url, times: 'interval' }, projectPath: '.' })
    const config = await validateConfig(destination.config, { url })
    const run = { id: 'run-1', sync: 'copy', startedAt: '2026-01-31T13:05:00Z' }
    // What this destination uses of a context.
    context = { config, run, signal: new AbortController().signal } as DestinationContext
  })
  afterAll(async () => {
    await connection.end()
    await from[Symbol.asyncDispose]()
    await destination.close?.(context)
  })

  async function copyThrough(): Promise<readonly Outcome[]> {
    const { columns, rows } = await from.read({ kind: 'table', table: ['origin'] })
    const changes = rows.map((row, index) => {
      const parts = columns.map(
        (column, place) => `${JSON.stringify(column.name)}:${jsonOf(row[place] ?? null, column)}`,
      )
      return new BatchChange({
        id: String(index),
        kind: 'added',
        key: [row[0] ?? null],
        json: `{${parts.join(',')}}`,
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

  test.each(samples)('keeps each $type', async ({ type, literals }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(literals, { minLength: 1, maxLength: 60 }), async (values) => {
        await connection.query('drop table if exists origin, copy')
        await connection.query(`create table origin (id int primary key, v ${type})`)
        await connection.query('create table copy like origin')
        const rows = values.map((value, index) => `(${index + 1}, ${value})`)
        await connection.query(`insert into origin values (0, null), ${rows.join(', ')}`)
        const outcomes = await copyThrough()
        expect(outcomes.filter(({ status }) => status !== 'ok')).toEqual([])
        const [different] = await connection.query<RowDataPacket[]>(`
          select o.id, hex(cast(o.v as binary)) as origin, hex(cast(c.v as binary)) as copy
          from origin o left join copy c using (id)
          where c.id is null or not (cast(o.v as binary) <=> cast(c.v as binary)) limit 5`)
        expect(different).toEqual([])
        // Sent again, nothing is different.
        const again = await copyThrough()
        expect(new Set(again.map((outcome) => outcome.status === 'ok' && outcome.effect))).toEqual(
          new Set(['unchanged']),
        )
      }),
      { numRuns: 4 },
    )
  })
})
