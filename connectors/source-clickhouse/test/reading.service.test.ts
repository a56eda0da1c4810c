import { describeWithClickhouse } from '@revetl/testkit/services/vitest'
import { expect, test } from 'vitest'
import { configOf, open, run, running } from './database.ts'

const sql = (text: string) => ({ kind: 'sql', sql: text }) as const
const numbers = sql(
  'select toInt64(number) as id, repeat(toString(number), 20) as text from numbers(5000000)',
)
const tagged = { id: 'r-17', sync: 'people', startedAt: '2026-11-27T04:00:00Z' }

// Not a promise about speed: a machine can be busy with other things.

await describeWithClickhouse('reading from ClickHouse', (clickhouse) => {
  test('the query carries the run, and stops at the server when its reader leaves', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    const { chunks } = await source.stream(numbers, { run: tagged })
    await chunks.next()
    const [query] = await running(url)
    expect(query?.id).toMatch(/^rev-r-17-/)
    expect(query?.comment).toBe('rev run r-17 of people')
    await chunks.return({ rows: 0 })
    await expect.poll(() => running(url)).toEqual([])
  })

  test('a query whose run is stopped stops at the server', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    const abort = new AbortController()
    const { chunks } = await source.stream(numbers, { run: tagged, signal: abort.signal })
    await chunks.next()
    expect(await running(url)).toHaveLength(1)
    abort.abort(new Error('stopped'))
    await expect(drain(chunks)).rejects.toMatchObject({ code: 'REV_RUN_CANCELLED' })
    await expect.poll(() => running(url)).toEqual([])
  })

  test('what the query cost is in the log', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    await source.read(sql('select number from numbers(10)'))
    const cost = source.logs.find(({ level }) => level === 'info')
    expect(cost?.message).toBe('ClickHouse ran the query of the model.')
    expect(Object.keys(cost?.details ?? {})).toEqual(
      expect.arrayContaining(['queryId', 'rowsRead', 'bytesRead', 'seconds']),
    )
  })

  test('every kind of time and number has its own exact text', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    const { rows, columns } = await source.read(
      sql(`select toIntervalQuarter(2) as q, toIntervalWeek(2) as w, toIntervalMinute(5) as m,
        toIntervalMillisecond(-1500) as ms, -inf as low, toInt128('-170141183460469231731687303715884105728') as i,
        toDateTime64('2261-12-31 23:59:59.000000001', 9, 'Asia/Tokyo') as late, toDate32('1900-01-01') as early,
        CAST('{"a":{"b":9007199254740993}}' as JSON) as j, CAST(1.25, 'Variant(String, Float64)') as v,
        CAST(null, 'Dynamic') as d, [CAST('x', 'LowCardinality(String)')] as l`),
    )
    expect(columns.map(({ type }) => type)).toEqual([
      'interval',
      'interval',
      'interval',
      'interval',
      'number',
      'decimal',
      'timestamptz',
      'date',
      'json',
      'json',
      'json',
      'json',
    ])
    expect(rows).toEqual([
      [
        'P6M',
        'P14D',
        'PT5M',
        'PT-1.5S',
        '-Infinity',
        '-170141183460469231731687303715884105728',
        '2261-12-31T14:59:59.000000001Z',
        '1900-01-01',
        '{"a":{"b":9007199254740993}}',
        '1.25',
        null,
        '["x"]',
      ],
    ])
  })

  test('bytes that are no UTF-8 stop the read, and are read as hexadecimal text', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    await expect(source.read(sql("select unhex('ff00') as raw"))).rejects.toMatchObject({
      code: 'REV_READ_FAILED',
      hint: expect.stringContaining('hex(column)') as string,
    })
    expect((await source.read(sql("select hex(unhex('ff00')) as raw"))).rows).toEqual([['FF00']])
  })

  test('a cell of ten megabytes and two thousand columns are read whole', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    const long = await source.read(sql("select repeat(repeat('ä', 5000), 1000) as long"))
    expect(long.rows[0]?.[0]).toHaveLength(5_000_000)
    const list = Array.from({ length: 2_000 }, (_none, index) => `${index} as c${index}`)
    const wide = await source.read(sql(`select ${list.join(', ')}`))
    expect(wide.rows[0]?.at(-1)).toBe('1999')
  })

  test('the state of an aggregate is refused with what to write instead', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    await expect(source.describe(sql('select sumState(1) as total'))).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      hint: expect.stringContaining('finalizeAggregation(`total`)') as string,
    })
  })

  test('a fault in the SQL has its line and column', async () => {
    const url = await clickhouse.createDatabase()
    await using source = await open(url)
    await expect(source.describe(sql('select 1 as a,\n  2 as as b c'))).rejects.toMatchObject({
      code: 'REV_MODEL_SQL',
      place: { file: '', line: 2 },
    })
  })

  test('tables and views with hostile names are discovered and read by name', async () => {
    const url = await clickhouse.createDatabase()
    const name = 'select "a`b\\c'
    const quoted = `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
    await run(url, `create table ${quoted} (\`from\` Int8) engine = Memory`)
    await run(url, `insert into ${quoted} values (7)`, `create view v as select * from ${quoted}`)
    await using source = await open(url)
    const { tables } = await source.discover()
    const { database = '' } = configOf(url)
    expect(tables.map(({ path }) => path)).toEqual([
      [database, name],
      [database, 'v'],
    ])
    const read = await source.read({ kind: 'table', table: [database, name] })
    expect(read.rows).toEqual([['7']])
  })
})

async function drain(chunks: AsyncGenerator<unknown, unknown, void>): Promise<void> {
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next());
}
