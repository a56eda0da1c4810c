import { DuckDBInstance } from '@duckdb/node-api'
import type { ValueType } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { keyText } from '../../src/key-text.ts'
import { MemoryProject } from '../run/memory-project.ts'

/** Counts key texts that two different keys share, among so many random keys. */
async function collisions(types: readonly ValueType[], columns: readonly string[], keys: number) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run('SELECT setseed(0.5)')
    const names = columns.map((_sql, index) => `c${index}`)
    const list = columns.map((sql, index) => `${sql} AS c${index}`)
    const layout = { keys: types.map((type, index) => ({ name: `c${index}`, type })) }
    const reader = await connection.runAndReadAll(
      `WITH keys AS (SELECT DISTINCT ${names.join(', ')} FROM (SELECT ${list.join(', ')} FROM range(${keys}))),
       texts AS (SELECT ${keyText(layout, names)} AS text FROM keys)
       SELECT count(*), count(DISTINCT text) FROM texts`,
    )
    const [all, distinct] = reader.getRows()[0] ?? []
    return { keys: Number(all), collisions: Number(all) - Number(distinct) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

// Short texts of what separates, quotes and escapes: the most likely to be taken for one another.
const hostile = (length: number) =>
  `array_to_string(list_transform(range((random() * ${length})::INTEGER), i -> ['|', ',', '"', '\\', '[', ']', 'a', '1', ' ', chr(31), 'é', chr(10)][1 + ((random() * 11.99)::INTEGER % 12)]), '')`

test('S-09: no two keys of two texts have one key text, whatever the texts hold', async () => {
  const found = await collisions(['string', 'string'], [hostile(6), hostile(6)], 1_000_000)
  expect(found.keys).toBeGreaterThan(200_000)
  expect(found.collisions).toBe(0)
}, 300_000)

test('S-09: no two keys of whole numbers, or of doubles, have one key text', async () => {
  const whole = '((random() * 18446744073709551615) - 9223372036854775807)::HUGEINT::BIGINT'
  expect(
    await collisions(['integer', 'integer'], [whole, '(random() * 9)::BIGINT'], 1_000_000),
  ).toMatchObject({ collisions: 0 })
  const double = '(random() - 0.5) * pow(10, (random() * 600 - 300)::INTEGER)'
  expect(await collisions(['number'], [double], 1_000_000)).toMatchObject({ collisions: 0 })
}, 300_000)

test.each([
  ['a text and a number', { id: 'string' }, [['1'], ['1.0'], ['01'], [' 1']], 4],
  ['letters of another case', { id: 'uuid' }, [['6f1a'], ['6F1A']], 2],
  ['whole numbers beyond 2^53', { id: 'integer' }, [['9007199254740992'], ['9007199254740993']], 2],
  [
    'decimals that read the same',
    { id: 'decimal' },
    [['1.50'], ['1.5']],
    'REV_MODEL_KEY_DUPLICATE',
  ],
  ['forms of one letter', { id: 'string' }, [['\u00e9'], ['e\u0301']], 2],
] as const)(
  'S-09: keys of %s are the keys that they look like',
  async (_name, columns, rows, end) => {
    await using project = new MemoryProject()
    project.model.columns = columns
    project.model.rows = rows
    project.sync = { mode: 'upsert' }
    const report = await project.run()
    expect(report.error?.code ?? report.outcomes.ok).toBe(end)
  },
)

test('S-09: the parts of a key never run together', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'string', part: 'string' }
  project.sync = { key: ['id', 'part'], mode: 'upsert', matchOn: [] }
  project.model.rows = [
    ['a|b', 'c'],
    ['a', 'b|c'],
    ['a","b', 'c'],
    ['a', 'b","c'],
    ['', 'x'],
  ]
  expect(await project.run()).toMatchObject({ outcomes: { ok: 4, rejected: 1 } })
  expect(await project.run()).toMatchObject({ unchanged: 4, sent: 0 })
})

test.each(['fail', 'reject'] as const)(
  'S-07: rows that share a key are found before anything is written, equal ones too (%s)',
  async (duplicateKeys) => {
    for (const twin of [
      ['1', 'same', '1'],
      ['1', 'other', '2'],
    ]) {
      await using project = new MemoryProject()
      project.sync = { duplicateKeys }
      project.model.rows = [['1', 'same', '1'], twin, ['2', 'alone', '1']]
      const report = await project.run()
      expect(project.memory.records.has('1')).toBe(false)
      expect(project.memory.records.size).toBe(duplicateKeys === 'fail' ? 0 : 1)
      expect(report.status).toBe(duplicateKeys === 'fail' ? 'failed' : 'partial')
    }
  },
)

test.each([
  ['null', null],
  ['empty', ''],
  ['blanks', ' \t\u00a0\u3000'],
])(
  'S-08: a key that is %s is rejected with its reason, and the others go on',
  async (_name, key) => {
    await using project = new MemoryProject()
    project.model.columns = { id: 'string', name: 'string' }
    project.model.rows = [
      [key, 'nobody'],
      ['1', 'somebody'],
    ]
    expect(await project.run()).toMatchObject({ outcomes: { ok: 1, rejected: 1 } })
    const [reject] = await (await project.engine()).rejects({ rowsMax: 10 })
    expect(reject?.code).toBe('REV_MODEL_KEY_NULL')
  },
)
