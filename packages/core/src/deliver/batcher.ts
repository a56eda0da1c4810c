import type { ChangeRow } from '../change-row.ts'
import type { OperationPlan } from './operation-plan.ts'

/** Changes that travel in one request. */
export interface Work {
  readonly operation: OperationPlan
  readonly rows: readonly ChangeRow[]
  /** 1 for the first. */
  readonly attempt: number
  /** Fixed where an earlier attempt with this very content was made. */
  readonly idempotencyKey: string | undefined
}

// The comma between two records of a body.
const separatorBytes = 1

/** Cuts a stream of changes into batches that keep the limits of their operation. One operation at a time. */
export class Batcher {
  readonly #rows: AsyncIterator<readonly ChangeRow[], void>
  readonly #operationOf: (row: ChangeRow) => OperationPlan
  #page: readonly ChangeRow[] = []
  #place = 0
  #bytesMax: number | undefined
  #rowsTaken = 0

  constructor(
    rows: AsyncIterable<readonly ChangeRow[]>,
    operationOf: (row: ChangeRow) => OperationPlan,
  ) {
    this.#rows = rows[Symbol.asyncIterator]() as AsyncIterator<readonly ChangeRow[], void>
    this.#operationOf = operationOf
  }

  /** Remembers for the rest of the run that a request with these rows was too large. */
  learnTooLarge(rows: readonly ChangeRow[]): void {
    const bytes = rows.reduce((sum, { json }) => sum + Buffer.byteLength(json) + separatorBytes, 1)
    this.#bytesMax = Math.min(this.#bytesMax ?? Infinity, Math.max(1, Math.floor(bytes / 2)))
  }

  /** The next batch; undefined at the end. A single record may exceed the bytes: the destination then says so. */
  async next(): Promise<Work | undefined> {
    const first = await this.#peek()
    if (!first) return undefined
    const operation = this.#operationOf(first)
    const { recordsMax, uniqueBy = 'matchKey' } = operation.limits
    const bytesMax = Math.min(operation.limits.bytesMax ?? Infinity, this.#bytesMax ?? Infinity)
    const seen = new Set<string>()
    const rows: ChangeRow[] = []
    for (let bytes = 2; rows.length < recordsMax;) {
      // Waiting for each row would cost as much as cutting it out of its page.
      const row = this.#page[this.#place] ?? (await this.#peek())
      if (!row || this.#operationOf(row) !== operation) break
      // Counting bytes costs as much as sending them; it is done only where a limit stands.
      if (bytesMax !== Infinity) bytes += Buffer.byteLength(row.json) + separatorBytes
      const match = uniqueBy === 'matchKey' ? row.match : undefined
      const isTwin = match !== undefined && operation.matchOn.length > 0 && seen.has(match)
      if (rows.length > 0 && (bytes > bytesMax || isTwin)) break
      if (match !== undefined) seen.add(match)
      rows.push(row)
      this.#place++
    }
    this.#rowsTaken += rows.length
    return { operation, rows, attempt: 1, idempotencyKey: undefined }
  }

  /** How many changes it handed out. */
  get rowsTaken(): number {
    return this.#rowsTaken
  }

  /** Lets the source of the changes go. */
  async close(): Promise<void> {
    await this.#rows.return?.()
  }

  async #peek(): Promise<ChangeRow | undefined> {
    while (this.#place >= this.#page.length) {
      const next = await this.#rows.next()
      if (next.done === true) return undefined
      this.#page = next.value
      this.#place = 0
    }
    return this.#page[this.#place]
  }
}
