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
  /** The columns by which rows are found. */
  readonly columns: readonly string[]
  readonly #isKeyed: boolean
  readonly #keyed = new Map<string, string>()
  readonly #alike = new Map<string, string[]>()

  /** @param isKeyed whether the one column is a key, which no two rows share */
  constructor(columns: readonly string[], isKeyed: boolean) {
    this.columns = columns
    this.#isKeyed = isKeyed
  }

  add(cells: readonly string[], id: string): void {
    if (this.#isKeyed) {
      this.#keyed.set(cells[0] ?? '', id)
      return
    }
    const key = JSON.stringify(cells)
    const ids = this.#alike.get(key)
    if (ids === undefined) this.#alike.set(key, [id])
    else ids.push(id)
  }

  /** The id of the row with these cells; a text that is nobody's id where there is none, or none left. */
  take(cells: readonly string[]): string {
    const id = this.#isKeyed
      ? this.#keyed.get(cells[0] ?? '')
      : this.#alike.get(JSON.stringify(cells))?.shift()
    return id ?? 'no row with these cells'
  }
}
