import { createHash } from 'node:crypto'
import path from 'node:path'
import { rejected, type Batch } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { SqliteLedger } from '../../src/state/sqlite/sqlite-ledger.ts'
import { columnsAsFields } from '../test-project.ts'
import { MemoryProject } from '../run/memory-project.ts'

const columns = {
  id: 'integer',
  name: 'string',
  score: 'decimal',
  active: 'boolean',
  ratio: 'number',
  data: 'json',
} as const

const rows = [
  ['1', 'Ada', '1.50', 'true', '0.1', '{"b": 1, "a": 2}'],
  ['2', null, null, null, null, null],
  ['3', '', '0', 'false', '0', 'null'],
  [
    '9223372036854775807',
    'é😀\u0000"\\',
    '12345678901234567890.123456789012345678',
    'true',
    '1e300',
    '[1.0, 1]',
  ],
  ['-9223372036854775808', 'e\u0301', '-0.000', 'false', '-0', '"x"'],
  ['5', 'a\u2028b', '100', 'true', '5e-324', '{"n": 9007199254740993}'],
]

// What is stored for these rows. Another value would make every record of every user a changed one: such a change
// needs a new layout of the state, and a migration.
const golden: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  row: {
    '[-9223372036854775808]': '296DC52B6EAE489D631517CBBCAD3470',
    '[1]': '39491872D3D1B6E02EE1E650AE0CF3B7',
    '[2]': '3057DFF869009A0010B8A79200CDA525',
    '[3]': '40CFB9717B1B776669057CB93D55FBE8',
    '[5]': '1EB05337D03A0B4EBA533430BFB8B90F',
    '[9223372036854775807]': 'F9C1E1CE4C149CA8E9422DCB63E3A1F',
  },
  fields: {
    '[-9223372036854775808]': '61342F25662E938B0EE01F49F0C7A7A4',
    '[1]': '56922B7F0FFF220DA6F27583EB4F5AB0',
    '[2]': '6EB1C798C6B648CE6E9BF4E004DC95A6',
    '[3]': '5C801894F9BB78347C3F10715DD4A0A1',
    '[5]': '5152F1C7A1CE40BAFF22A53C70D39D6C',
    '[9223372036854775807]': '3971E125957B21C6CFBAE6153CE4EA54',
  },
  values: {
    '[-9223372036854775808]': '296DC52B6EAE489D631517CBBCAD3470',
    '[1]': '39491872D3D1B6E02EE1E650AE0CF3B7',
    '[2]': '3057DFF869009A0010B8A79200CDA525',
    '[3]': '40CFB9717B1B776669057CB93D55FBE8',
    '[5]': '1EB05337D03A0B4EBA533430BFB8B90F',
    '[9223372036854775807]': 'F9C1E1CE4C149CA8E9422DCB63E3A1F',
  },
}

/** Fingerprints by key, as the ledger keeps them of records that were refused. */
async function fingerprints(track: 'row' | 'fields' | 'values', names: readonly string[]) {
  await using project = new MemoryProject()
  project.model.columns = columns
  project.model.rows = rows
  project.sync = {
    track,
    fields: columnsAsFields(names),
    guard: { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 100, rejectsMin: 1e9 },
  }
  project.memory.rule = (batch: Batch) =>
    batch.changes.map((change) => rejected(change, { message: 'no' }))
  await project.run()
  await project.close()
  await using ledger = new SqliteLedger(path.join(project.folder, '.rev/ledger.db'))
  const found: Record<string, string> = {}
  for await (const page of ledger.rejectIndex('things')) {
    for (const { keyText, fingerprint } of page) found[keyText] = fingerprint
  }
  return found
}

test.each(['row', 'fields', 'values'] as const)(
  'S-18: the fingerprints of today are those of yesterday (track: %s)',
  async (track) => {
    expect(await fingerprints(track, Object.keys(columns))).toEqual(golden[track])
  },
)

test('S-18: the order of the mapping is nothing to a fingerprint', async () => {
  expect(await fingerprints('row', Object.keys(columns).toReversed())).toEqual(golden['row'])
})

test('S-18: a fingerprint is the MD5 of the JSON of each field in order of their names, its bytes from the end', () => {
  const texts = ['false', 'null', '3', '""', '0', '0']
  const digest = createHash('md5').update(texts.join('\u001f')).digest()
  expect(Buffer.from(digest.toReversed()).toString('hex').toUpperCase()).toBe(
    golden['values']?.['[3]'],
  )
})
