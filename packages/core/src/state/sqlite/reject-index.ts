import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { parseJson, type OperationName, type Value } from '@revetl/sdk'
import type { RejectEntry } from '../../reports.ts'
import type { IndexedReject, RejectRecord, RetryClock } from '../../ledger.ts'
import { rejectSpacingMs } from '../retry-spacing.ts'

interface RejectRow {
  readonly sync: string
  readonly key: string
  readonly state: RejectEntry['state']
  readonly operation: string
  readonly code: string
  readonly message: string
  readonly field: string | null
  readonly vendor_code: string | null
  readonly attempts: number
  readonly first_at: number
  readonly last_at: number
  readonly retry_at: number | null
  readonly fingerprint: string
  readonly run: number
  readonly run_id?: string | null
}

const pageRows = 10_000
const select = `SELECT rejects.*, runs.id AS run_id FROM rejects LEFT JOIN runs USING (run)`

/** The records that a destination did not take, with reasons and the time of the next try. */
export class RejectIndex {
  readonly #database: DatabaseSync
  readonly #known: StatementSync
  readonly #put: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#known = database.prepare(
      'SELECT attempts, first_at, fingerprint, run FROM rejects WHERE sync = ? AND key = ?',
    )
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO rejects (sync, key, state, operation, code, message, field, vendor_code,
         attempts, first_at, last_at, retry_at, fingerprint, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  put(sync: string, run: number, reject: RejectRecord, at: RetryClock): void {
    const known = this.#known.get(sync, reject.key) as
      | { attempts: number; first_at: number; fingerprint: string; run: number }
      | undefined
    const isSame = known?.fingerprint === reject.fingerprint
    // A run is one try, however many of its rows have the key.
    const attempts = isSame ? known.attempts + (known.run === run ? 0 : 1) : 1
    // Held and ignored records wait for a person or for a change, not for a time.
    const waits = reject.state === 'rejected' || reject.state === 'skipped'
    this.#put.run(
      sync,
      reject.key,
      reject.state,
      reject.operation,
      reject.code,
      reject.message,
      reject.field ?? null,
      reject.vendorCode ?? null,
      attempts,
      isSame ? known.first_at : at.now,
      at.now,
      waits ? at.now + rejectSpacingMs(attempts, at.random) : null,
      reject.fingerprint,
      run,
    )
  }

  clear(sync: string, keys: readonly string[]): void {
    const remove = this.#database.prepare('DELETE FROM rejects WHERE sync = ? AND key = ?')
    for (const key of keys) remove.run(sync, key)
  }

  *pages(sync: string): Generator<readonly IndexedReject[], void, void> {
    const page = this.#database.prepare(
      `${select} WHERE rejects.sync = ? AND key > ? ORDER BY key LIMIT ${pageRows}`,
    )
    for (let last = ''; ;) {
      const rows = page.all(sync, last) as unknown as RejectRow[]
      const end = rows.at(-1)
      if (!end) return
      last = end.key
      yield rows.map((row) => ({
        ...rowToEntry(row),
        keyText: row.key,
        fingerprint: row.fingerprint,
      }))
    }
  }

  list(sync: string | undefined, rowsMax: number): RejectEntry[] {
    const where = sync === undefined ? '' : 'WHERE rejects.sync = ?'
    const rows = this.#database
      .prepare(`${select} ${where} ORDER BY rejects.sync, last_at DESC, key LIMIT ?`)
      .all(...(sync === undefined ? [rowsMax] : [sync, rowsMax])) as unknown as RejectRow[]
    return rows.map(rowToEntry)
  }

  count(sync: string): { readonly rejected: number; readonly held: number } {
    const row = this.#database
      .prepare(
        `SELECT count(*) FILTER (WHERE state IN ('rejected', 'ignored')) AS rejected,
                count(*) FILTER (WHERE state = 'held') AS held FROM rejects WHERE sync = ?`,
      )
      .get(sync) as { rejected: number; held: number }
    return { rejected: row.rejected, held: row.held }
  }

  update(
    sync: string,
    keys: readonly string[] | undefined,
    change: 'retry' | 'ignore' | 'release' | 'accept',
  ): number {
    const [set, where] = {
      retry: ["state = 'rejected', retry_at = 0", "state IN ('rejected', 'ignored', 'skipped')"],
      ignore: ["state = 'ignored', retry_at = NULL", "state IN ('rejected', 'skipped')"],
      release: ["state = 'rejected', retry_at = 0", "state = 'held'"],
      accept: ["state = 'accepted', retry_at = NULL", "state = 'held'"],
    }[change]
    const sql = `UPDATE rejects SET ${set} WHERE sync = ? AND ${where}`
    if (keys === undefined) return Number(this.#database.prepare(sql).run(sync).changes)
    const one = this.#database.prepare(`${sql} AND key = ?`)
    return keys.reduce((count, key) => count + Number(one.run(sync, key).changes), 0)
  }

  forget(sync: string): void {
    this.#database.prepare('DELETE FROM rejects WHERE sync = ?').run(sync)
  }
}

function rowToEntry(row: RejectRow): RejectEntry {
  return {
    sync: row.sync,
    key: parseJson(row.key) as readonly Value[],
    state: row.state,
    operation: row.operation as OperationName,
    code: row.code,
    message: row.message,
    field: row.field ?? undefined,
    vendorCode: row.vendor_code ?? undefined,
    attempts: row.attempts,
    firstAt: new Date(row.first_at).toISOString(),
    lastAt: new Date(row.last_at).toISOString(),
    retryAt: row.retry_at === null ? undefined : new Date(row.retry_at).toISOString(),
    run: row.run_id ?? '',
  }
}
