import { expect, test } from 'vitest'
import type { DiffRules } from '../../src/diff/diff-input.ts'
import { computeDifference } from '../../src/diff/local-diff.ts'
import { rowsTable } from '../../src/plan-rows.ts'
import { fingerprintOf } from '../../src/snapshot-layout.ts'
import { field, layout, nothingWaits, openDatabase, rules } from './diff-fixture.ts'

// So many that the engine reads them with several threads and joins them in parts.
const rows = 300_000

const ordered: DiffRules = { ...rules, isOrdered: true }

test.each([
  ['a first run', 0, ordered],
  ['what was added and changed', rows / 2, ordered],
  ['a replacement', rows / 2, { ...ordered, isReplace: true }],
] as const)(
  'a destination that shows the order gets %s in that of the model',
  async (_name, known, these) => {
    const database = await openDatabase()
    await database.run(
      `CREATE TABLE people AS SELECT i AS id, 'person ' || i AS name, lpad((i * 7919 % ${rows})::VARCHAR, 6, '0') AS note FROM range(${rows}) t(i)`,
    )
    await computeDifference({
      database,
      model: 'SELECT * FROM people ORDER BY note',
      keys: [{ name: 'id', value: 'id', isBad: 'id IS NULL' }],
      fields: [field('name'), field('note')],
      layout,
      snapshot: {
        select: `SELECT id AS k0, ${fingerprintOf(['v0', 'v1'])} AS fp, 1 AS run, NULL::VARCHAR AS remote, v0, v1
        FROM (SELECT i AS id, '"someone"' AS v0, '"else"' AS v1 FROM range(${known}) t(i))`,
        records: known,
        isEmpty: known === 0,
      },
      matchOn: [],
      rules: these,
      waiting: nothingWaits(),
      rowsPath: undefined,
      isPartial: false,
    })
    const outOfOrder = `SELECT count(*), count(*) FILTER (v1 < former)
      FROM (SELECT v1, lag(v1) OVER (ORDER BY seq) AS former FROM ${rowsTable})`
    expect(await database.rows(outOfOrder)).toEqual([[rows, 0]])
  },
)
