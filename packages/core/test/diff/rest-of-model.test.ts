import { expect, test } from 'vitest'
import type { DiffInput } from '../../src/diff/diff-input.ts'
import { restKeysTable, sameKeysTable } from '../../src/diff/diff-tables.ts'
import { computeDifference } from '../../src/diff/local-diff.ts'
import { fingerprintOf } from '../../src/snapshot-layout.ts'
import { field, layout, nothingWaits, openDatabase, rules } from './diff-fixture.ts'

/** Record 1 is as it was, 2 changed and 3 is new; of the rest that did not come, `met` are keys that one of them has. */
async function compare(
  change: Partial<DiffInput> & { readonly met?: readonly number[]; readonly isEmpty?: boolean },
) {
  const { met = [], isEmpty = false, ...more } = change
  const database = await openDatabase()
  await database.run(`CREATE TABLE ${restKeysTable} (k0 BIGINT, match_print UHUGEINT)`)
  const accepted = `SELECT id AS k0, ${fingerprintOf(['v0', 'v1'])} AS fp, 1 AS run, NULL::VARCHAR AS remote, v0, v1
    FROM (VALUES (1::BIGINT, '"ada"', '"a"'), (2::BIGINT, '"grace"', '"old"')) t(id, v0, v1)`
  const input: DiffInput = {
    database,
    model: `SELECT * FROM (VALUES (1::BIGINT, 'ada', 'a'), (2::BIGINT, 'grace', 'new'), (3::BIGINT, 'mary', 'm'))
      t(id, name, note)`,
    keys: [{ name: 'id', value: 'id', isBad: 'id IS NULL' }],
    fields: [field('name'), field('note'), field('seen', true)],
    layout,
    snapshot: {
      select: isEmpty ? `${accepted} WHERE false` : accepted,
      records: isEmpty ? 0 : 2,
      isEmpty,
    },
    matchOn: [],
    rules,
    waiting: nothingWaits(),
    rowsPath: undefined,
    isPartial: false,
    rest: {
      rows: 7,
      meet: async () => {
        for (const key of met) {
          await database.run(`INSERT INTO ${restKeysTable} VALUES (${key}, NULL)`)
        }
      },
    },
    ...more,
  }
  const difference = await computeDifference(input)
  const same = await database.rows(`SELECT k0, match_print IS NOT NULL FROM ${sameKeysTable}`)
  return { difference, same: same.map(([key, hasPrint]) => [Number(key), hasPrint]) }
}

test.each([[[]], [['name']]] as string[][][])(
  'rows that came and equal what was accepted leave their keys (match fields: %j)',
  async (matchOn) => {
    const { difference, same } = await compare({ matchOn })
    expect(difference.counts).toEqual({ added: 1, changed: 1, removed: 0 })
    expect(same).toEqual([[1, matchOn.length > 0]])
  },
)

test('a row of the rest makes a duplicate of one that came with its key', async () => {
  const { difference, same } = await compare({ met: [3, 1] })
  expect(difference.duplicateKeys).toBe(4)
  expect(same).toEqual([])
})

test.each([[[]], [['name']]] as string[][][])(
  'where every row is in the plan, those that equal what was accepted are told by it (match fields: %j)',
  async (matchOn) => {
    const { same } = await compare({ matchOn, rules: { ...rules, isReplace: true } })
    expect(same).toEqual([[1, matchOn.length > 0]])
  },
)

test('where nothing was accepted nothing equals it', async () => {
  const { difference, same } = await compare({ isEmpty: true })
  expect([difference.counts.added, same]).toEqual([3, []])
})
