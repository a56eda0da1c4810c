import { expect, test } from 'vitest'
import type { WaitingRecord } from '../../src/diff/diff-input.ts'
import { computeDifference, settledKeys } from '../../src/diff/local-diff.ts'
import { fingerprintOf } from '../../src/snapshot-layout.ts'
import { field, layout, openDatabase, rules } from './diff-fixture.ts'

/** Records 1 and 2 are rejects: 1 is as it was accepted, and 2 was not read where the read is partial. */
async function* rejects(): AsyncGenerator<readonly WaitingRecord[], void, void> {
  const reject = {
    state: 'rejected',
    fingerprint: 'x',
    code: '',
    message: '',
    isWaiting: true,
    dueMs: 1,
  } as const
  yield [
    { ...reject, key: '[1]' },
    { ...reject, key: '[2]' },
  ]
}

test.each([
  [false, ['[1]', '[2]']],
  [true, ['[1]']],
])(
  'a reject is settled by its row, and by its absence only where all was read (partly: %j)',
  async (isPartial, settled) => {
    const database = await openDatabase()
    const input = {
      database,
      model: `SELECT 1::BIGINT AS id, 'ada' AS name, 'a' AS note`,
      keys: [{ name: 'id', value: 'id', isBad: 'id IS NULL' }],
      fields: [field('name'), field('note')],
      layout,
      snapshot: {
        select: `SELECT id AS k0, ${fingerprintOf(['v0', 'v1'])} AS fp, 1 AS run, NULL::VARCHAR AS remote, v0, v1
        FROM (VALUES (1::BIGINT, '"ada"', '"a"')) t(id, v0, v1)`,
        records: 1,
        isEmpty: false,
      },
      matchOn: [],
      rules,
      waiting: rejects(),
      rowsPath: undefined,
      isPartial,
    }
    expect(await computeDifference(input)).toMatchObject({ unchanged: 1, waiting: 2 })
    expect((await settledKeys(input)).toSorted()).toEqual(settled)
  },
)
