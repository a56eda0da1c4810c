import { expect, test } from 'vitest'
import { changeRows } from '../../src/diff/change-rows.ts'
import type { LocalDatabase } from '../../src/local-database.ts'
import { changesTable, rowsTable } from '../../src/plan-rows.ts'
import { openDatabase } from './diff-fixture.ts'

/** A plan of so many rows of which only those from a position on are sent. */
async function planOf(rows: number, firstSent: number): Promise<LocalDatabase> {
  const database = await openDatabase()
  await database.run(`CREATE TABLE ${rowsTable} AS SELECT range AS seq FROM range(${rows})`)
  await database.run(
    `CREATE TABLE ${changesTable} AS SELECT seq, 'added' AS kind, seq::UHUGEINT AS fp,
     concat('[', seq, ']') AS key_text, NULL::VARCHAR AS remote,
     CASE WHEN seq < ${firstSent} THEN 'held' END AS state, false AS is_accepted, false AS is_again FROM ${rowsTable}`,
  )
  return database
}

async function pagesOf(database: LocalDatabase): Promise<readonly (readonly number[])[]> {
  const pages: (readonly number[])[] = []
  for await (const rows of changeRows(database, { record: "'{}'", match: 'NULL' })) {
    pages.push(rows.map(({ seq }) => seq))
  }
  return pages
}

test('a page of which nothing is sent is passed over, and every other change comes once and in order', async () => {
  const pages = await pagesOf(await planOf(5000, 2500))
  expect(pages.every((page) => page.length > 0)).toBe(true)
  expect(pages.flat()).toEqual(Array.from({ length: 2500 }, (_, index) => 2500 + index))
})

test('a plan without rows has no pages', async () => {
  expect(await pagesOf(await planOf(0, 0))).toEqual([])
})
