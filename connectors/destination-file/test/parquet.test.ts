import path from 'node:path'
import { ExactNumber } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { openFiles, query } from './open-files.ts'

test('columns have the types of the fields, and every value is exact', async () => {
  await using files = await openFiles()
  const types = {
    flag: 'boolean',
    whole: 'integer',
    big: 'integer',
    huge: 'integer',
    money: 'decimal',
    real: 'number',
    text: 'string',
    day: 'date',
    at: 'timestamp',
    nanos: 'timestamp',
    moment: 'timestamptz',
    clock: 'time',
    span: 'interval',
    key: 'uuid',
    raw: 'bytes',
    tree: 'json',
  } as const
  const record = {
    flag: true,
    whole: -7,
    big: new ExactNumber('18446744073709551615'),
    huge: new ExactNumber('123456789012345678901234567890123456789012'),
    money: new ExactNumber('12345678901234567890.123456789012345678'),
    real: 0.1,
    text: '',
    day: '2026-01-31',
    at: '2026-01-31T13:05:00.000001',
    nanos: '2026-01-31T13:05:00.123456789',
    moment: '2026-01-31T13:05:00Z',
    clock: '13:05:00.25',
    span: 'P1Y2M3DT4H5M6S',
    key: 'd41abc98-949f-4537-915f-da8996a4dcbd',
    raw: 'qv8A',
    tree: { a: [1, new ExactNumber('9007199254740993')] },
  }
  const empty = Object.fromEntries(Object.keys(types).map((name) => [name, null]))
  await files.write('all.parquet', 'replace', { types, records: [record, empty] })
  const file = path.join(files.folder, 'all.parquet')
  const described = await query(`DESCRIBE FROM '${file}'`)
  expect(Object.fromEntries(described.map(([name, type]) => [name, type]))).toEqual({
    flag: 'BOOLEAN',
    whole: 'BIGINT',
    big: 'DECIMAL(38,0)',
    huge: 'VARCHAR',
    money: 'DECIMAL(38,18)',
    real: 'DOUBLE',
    text: 'VARCHAR',
    day: 'DATE',
    at: 'TIMESTAMP',
    nanos: 'TIMESTAMP_NS',
    moment: 'TIMESTAMP WITH TIME ZONE',
    clock: 'TIME',
    span: 'VARCHAR',
    key: 'UUID',
    raw: 'BLOB',
    tree: 'JSON',
  })
  const texts = Object.keys(types).map((name) => {
    if (name === 'raw') return 'base64(raw)'
    return name === 'moment' ? "(moment AT TIME ZONE 'UTC')::VARCHAR" : `"${name}"::VARCHAR`
  })
  const [first, second] = await query(`SELECT ${texts.join(', ')} FROM '${file}'`)
  expect(first).toEqual([
    'true',
    '-7',
    '18446744073709551615',
    '123456789012345678901234567890123456789012',
    '12345678901234567890.123456789012345678',
    '0.1',
    '',
    '2026-01-31',
    '2026-01-31 13:05:00.000001',
    '2026-01-31 13:05:00.123456789',
    '2026-01-31 13:05:00',
    '13:05:00.25',
    'P1Y2M3DT4H5M6S',
    'd41abc98-949f-4537-915f-da8996a4dcbd',
    'qv8A',
    '{"a":[1,9007199254740993]}',
  ])
  expect(new Set(second)).toEqual(new Set([null]))
})

test.each([
  ['0.1234567890123456789', '0.1234567890123456789'],
  ['-12345678901234567.5', '-12345678901234567.5000000000000000000'],
  ['1.5', '1.5000000000000000000'],
])('the decimal %s is exact beside others, and so are its neighbours', async (digits, decimal) => {
  await using files = await openFiles()
  const types = { n: 'decimal', tree: 'json', text: 'string', real: 'number' } as const
  const money = new ExactNumber(digits)
  const others = { n: new ExactNumber('0.0000000000000000001'), tree: null, text: null, real: null }
  const record = { n: money, tree: { deep: [money, null] }, text: ':1234567890123456.5', real: 0.1 }
  await files.write('x.parquet', 'replace', { types, records: [record, others] })
  const file = path.join(files.folder, 'x.parquet')
  const [row] = await query(`SELECT n::VARCHAR, tree, text, real FROM '${file}' WHERE real NOTNULL`)
  expect(row).toEqual([decimal, `{"deep":[${digits},null]}`, ':1234567890123456.5', 0.1])
})

test('texts in a column of JSON are JSON texts, and its null is null', async () => {
  await using files = await openFiles()
  const types = { id: 'integer', tree: 'json', n: 'decimal' } as const
  const trees = ['text', 'null', '', null, true, 7, [], { a: '"' }]
  // The same with a number by which the record is taken apart in another way.
  const numbers = [1, new ExactNumber('1.00000000000000000001')]
  const records = trees.flatMap((tree, id) => numbers.map((n) => ({ id, tree, n })))
  await files.write('x.parquet', 'replace', { types, records })
  const file = path.join(files.folder, 'x.parquet')
  const rows = await query(`SELECT tree FROM '${file}' ORDER BY id, n`)
  const expected = trees.map((tree) => (tree === null ? null : JSON.stringify(tree)))
  expect(rows).toEqual(expected.flatMap((tree) => [[tree], [tree]]))
})

test('a value that does not fit its type keeps the column text instead of being lost', async () => {
  await using files = await openFiles()
  const records = [{ day: '2026-01-31' }, { day: 'someday' }]
  await files.write('x.parquet', 'replace', { types: { day: 'date' }, records })
  const file = path.join(files.folder, 'x.parquet')
  expect(await query(`SELECT day FROM '${file}'`)).toEqual([['2026-01-31'], ['someday']])
})

test('append adds a file for each run to a folder, and an abort takes that file back', async () => {
  await using files = await openFiles()
  const types = { id: 'integer' } as const
  await files.write('log.parquet', 'append', { types, records: [{ id: 1 }], id: 'run-1' })
  await files.write('log.parquet', 'append', { types, records: [{ id: 2 }], id: 'run-2' })
  const all = `SELECT id FROM '${path.join(files.folder, 'log.parquet/*.parquet')}' ORDER BY id`
  expect(await query(all)).toEqual([['1'], ['2']])
  const lost = await files.begin('log.parquet', 'append', types, 'run-3')
  await lost.write({ records: [{ id: 3 }] })
  await lost.commit()
  await lost.abort()
  expect(await query(all)).toEqual([['1'], ['2']])
  expect(files.names()).toEqual(['log.parquet'])
})

test('a file is not appended to as a folder, nor a folder replaced as a file', async () => {
  await using files = await openFiles()
  const types = { id: 'integer' } as const
  await files.write('one.parquet', 'replace', { types, records: [{ id: 1 }] })
  await files.write('many.parquet', 'append', { types, records: [{ id: 1 }] })
  await expect(files.begin('one.parquet', 'append', types)).rejects.toMatchObject({
    kind: 'config',
  })
  await expect(files.begin('many.parquet', 'replace', types)).rejects.toMatchObject({
    kind: 'config',
  })
})

test('many batches are one file, with their rows in order', async () => {
  await using files = await openFiles()
  const types = { id: 'integer', name: 'string' } as const
  const session = await files.begin('many.parquet', 'replace', types)
  for (let start = 0; start < 20_000; start += 5000) {
    const records = Array.from({ length: 5000 }, (_, index) => ({ id: start + index, name: 'x' }))
    await session.write({ records })
  }
  await session.commit()
  const file = path.join(files.folder, 'many.parquet')
  const rows = `read_parquet('${file}', file_row_number = true)`
  expect(
    await query(`SELECT count(*), count(*) FILTER (id = file_row_number) FROM ${rows}`),
  ).toEqual([['20000', '20000']])
})

test.each(['a "b"; DROP TABLE x --', "it's", 'a/b', 'a~1b', '$.a', '*', '0', '[0]', 'é', '\u2028'])(
  'a column may be named %j',
  async (name) => {
    await using files = await openFiles()
    const types = { [name]: 'string', 'a/': 'string', b: 'string' } as const
    const records = [{ [name]: 'mine', 'a/': 'x', b: 'y' }]
    await files.write('x.parquet', 'replace', { types, records })
    const file = path.join(files.folder, 'x.parquet')
    const described = await query(`DESCRIBE FROM '${file}'`)
    expect(described.map(([column]) => column)).toContain(name)
    const [row] = await query(`SELECT "${name.replaceAll('"', '""')}" FROM '${file}'`)
    expect(row).toEqual(['mine'])
  },
)
