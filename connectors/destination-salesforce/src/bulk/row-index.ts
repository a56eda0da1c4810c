import type { KnownRow } from '../records/row.ts'
import type { JobContent } from './job-content.ts'

/**
 * Finds the row that a line of results is about. "The order of records in the response is not guaranteed", and each line
 * repeats the cells that were uploaded, so that the cells have to say whose it is:
 * https://developer.salesforce.com/docs/atlas.en-us.api_bulk_v2.meta/api_bulk_v2/get_job_successful_results.htm
 * (read 2026-11-27)
 *
 * Why it holds: upserts, updates and deletes name their record in one cell, and no two rows of a job have the same text
 * in it. Creates without a match field are found by all their cells; rows that are alike in every cell are alike to
 * Salesforce too, so that it makes no difference which of them a line is given to, as long as each line is given once.
 * A line whose cells were never uploaded belongs to nobody.
 */
export class RowIndex {
  readonly #columns: readonly string[]
  readonly #isKeyed: boolean
  readonly #rows = new Map<string, string[]>()

  constructor({ columns, cellsOf, keyColumn }: JobContent, rows: readonly KnownRow[]) {
    this.#isKeyed = keyColumn !== undefined
    this.#columns = keyColumn === undefined ? columns : [keyColumn]
    const keyAt = keyColumn === undefined ? undefined : columns.indexOf(keyColumn)
    for (const row of rows) {
      const cells = cellsOf(row)
      const key = JSON.stringify(keyAt === undefined ? cells : [cells[keyAt]])
      const ids = this.#rows.get(key)
      if (ids === undefined) this.#rows.set(key, [row.id])
      else ids.push(row.id)
    }
  }

  /** The columns by which rows are found. */
  get columns(): readonly string[] {
    return this.#columns
  }

  /** The id of the row with these cells; a text that is nobody's id where there is none, or none left. */
  take(cells: readonly string[]): string {
    const ids = this.#rows.get(JSON.stringify(cells)) ?? []
    return (this.#isKeyed ? ids[0] : ids.shift()) ?? 'no row with these cells'
  }
}
