import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { OperationName } from '@revetl/sdk'
import type { DeliveredPage, Intent, OpenIntent, SentBatch, Settlement } from '../../ledger.ts'
import { rangesToText, textToRanges, toRanges, toSeqs } from '../../seq-ranges.ts'

interface BatchRow {
  readonly batch: number
  readonly attempt: number
  readonly operation: string
  readonly seqs: string
  readonly idempotency_key: string
  readonly delivered: string | null
  readonly remote_ids: string | null
  readonly unknown: string | null
}

const pageBatches = 1000
// A batch of ten thousand records has as many ids: so much text ends a page early.
const pageCharsMax = 1 << 20

/** Intents and their settlements. Call writes inside a transaction. */
export class Batches {
  readonly #database: DatabaseSync
  readonly #insert: StatementSync
  readonly #settle: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#insert = database.prepare(
      `INSERT INTO batches (run, batch, attempt, operation, seqs, idempotency_key) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#settle = database.prepare(
      'UPDATE batches SET delivered = ?, remote_ids = ?, unknown = ? WHERE run = ? AND batch = ?',
    )
  }

  recordIntents(run: number, intents: readonly Intent[]): void {
    for (const { batch, attempt, operation, seqs, idempotencyKey } of intents) {
      this.#insert.run(run, batch, attempt, operation, rangesToText(toRanges(seqs)), idempotencyKey)
    }
  }

  settle(run: number, settlement: Settlement): void {
    const { batch, delivered, remoteIds, unknown } = settlement
    this.#settle.run(
      rangesToText(toRanges(delivered)),
      remoteIds.size === 0 ? null : JSON.stringify([...remoteIds]),
      unknown.length === 0 ? null : rangesToText(toRanges(unknown)),
      run,
      batch,
    )
  }

  /** Batches that were sent and never settled, and the unknown part of settled ones. */
  openIntents(run: number): OpenIntent[] {
    const rows = this.#database
      .prepare(
        'SELECT * FROM batches WHERE run = ? AND (delivered IS NULL OR unknown IS NOT NULL) ORDER BY batch',
      )
      .all(run) as unknown as BatchRow[]
    const open = rows.map((row) => ({
      row,
      seqs: toSeqs(textToRanges(row.delivered === null ? row.seqs : (row.unknown ?? ''))),
    }))
    const latest = this.#latestBatches(run, new Set(open.flatMap(({ seqs }) => seqs)))
    return open.flatMap(({ row, seqs: candidates }) => {
      const seqs = candidates.filter((seq) => latest.get(seq) === row.batch)
      if (seqs.length === 0) return []
      const { batch, attempt, idempotency_key: idempotencyKey } = row
      const isWhole = seqs.length === toSeqs(textToRanges(row.seqs)).length
      const operation = row.operation as OperationName
      return [{ batch, attempt, operation, seqs, idempotencyKey, isWhole }]
    })
  }

  /** A position that was sent several times is told of by its last batch. */
  #latestBatches(run: number, wanted: ReadonlySet<number>): ReadonlyMap<number, number> {
    const latest = new Map<number, number>()
    if (wanted.size === 0) return latest
    const rows = this.#database
      .prepare('SELECT batch, seqs FROM batches WHERE run = ? ORDER BY batch')
      .iterate(run) as unknown as Iterable<BatchRow>
    for (const { batch, seqs } of rows) {
      for (const seq of toSeqs(textToRanges(seqs))) if (wanted.has(seq)) latest.set(seq, batch)
    }
    return latest
  }

  *delivered(run: number): Generator<DeliveredPage, void, void> {
    const page = this.#database.prepare(
      `SELECT batch, delivered, remote_ids FROM batches
       WHERE run = ? AND batch > ? AND delivered IS NOT NULL ORDER BY batch LIMIT ${pageBatches}`,
    )
    for (let last = -1; ;) {
      const rows = takePage(page.iterate(run, last) as unknown as Iterable<BatchRow>)
      const end = rows.at(-1)
      if (!end) return
      last = end.batch
      yield {
        ranges: rows.flatMap((row) => textToRanges(row.delivered ?? '')),
        remoteIds: new Map(
          rows.flatMap((row) => JSON.parse(row.remote_ids ?? '[]') as [number, string][]),
        ),
      }
    }
  }

  *sent(run: number): Generator<readonly SentBatch[], void, void> {
    const page = this.#database.prepare(
      `SELECT batch, operation, seqs FROM batches WHERE run = ? AND batch > ? ORDER BY batch LIMIT ${pageBatches}`,
    )
    for (let last = -1; ;) {
      const rows = takePage(page.iterate(run, last) as unknown as Iterable<BatchRow>)
      const end = rows.at(-1)
      if (!end) return
      last = end.batch
      yield rows.map(({ operation, seqs }) => ({
        operation: operation as OperationName,
        ranges: textToRanges(seqs),
      }))
    }
  }

  last(run: number): number {
    const row = this.#database
      .prepare('SELECT coalesce(max(batch), -1) AS last FROM batches WHERE run = ?')
      .get(run) as { last: number }
    return row.last
  }

  forget(run: number): void {
    this.#database.prepare('DELETE FROM batches WHERE run = ?').run(run)
  }
}

function takePage(rows: Iterable<BatchRow>): readonly BatchRow[] {
  const page: BatchRow[] = []
  let chars = 0
  for (const row of rows) {
    page.push(row)
    chars += (row.remote_ids?.length ?? 0) + (row.seqs?.length ?? 0)
    if (chars > pageCharsMax) break
  }
  return page
}
