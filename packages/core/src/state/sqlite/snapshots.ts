import type { DatabaseSync } from 'node:sqlite'
import type { CursorMark } from '../../ledger.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { ConnectionCache } from './connection-cache.ts'

// No connection can have this name.
const cursorScope = '#cursor'

interface SnapshotRow {
  readonly folded_run: number
  readonly records: number
  readonly layout: string
  readonly segments: string
}

type NewSnapshot = Omit<Snapshot, 'foldedRun'>

/** What of each sync was delivered, and how far its cursor has come. */
export class Snapshots {
  readonly #database: DatabaseSync
  readonly #cache: ConnectionCache

  constructor(database: DatabaseSync, cache: ConnectionCache) {
    this.#database = database
    this.#cache = cache
  }

  get(sync: string): Snapshot | undefined {
    const row = this.#database
      .prepare('SELECT folded_run, records, layout, segments FROM syncs WHERE sync = ?')
      .get(sync) as SnapshotRow | undefined
    return (
      row && {
        foldedRun: row.folded_run,
        records: row.records,
        layout: JSON.parse(row.layout) as Snapshot['layout'],
        segments: JSON.parse(row.segments) as Snapshot['segments'],
      }
    )
  }

  /** Takes the place of the former one; the run that it holds never goes back. */
  put(sync: string, run: number, { records, layout, segments }: NewSnapshot): void {
    this.#database
      .prepare(
        `INSERT INTO syncs (sync, folded_run, records, layout, segments) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (sync) DO UPDATE SET folded_run = max(folded_run, excluded.folded_run),
           records = excluded.records, layout = excluded.layout, segments = excluded.segments`,
      )
      .run(sync, run, records, JSON.stringify(layout), JSON.stringify(segments))
  }

  /** The same lies in another place now. */
  move(sync: string, { records, layout, segments }: NewSnapshot): void {
    this.#database
      .prepare('UPDATE syncs SET records = ?, layout = ?, segments = ? WHERE sync = ?')
      .run(records, JSON.stringify(layout), JSON.stringify(segments), sync)
  }

  cursor(sync: string): CursorMark | undefined {
    const found = this.#cache.get(cursorScope, [sync]).get(sync)
    return found === undefined ? undefined : (JSON.parse(found) as CursorMark)
  }

  setCursor(sync: string, cursor: CursorMark | undefined): void {
    if (cursor === undefined) this.#cache.delete(cursorScope, [sync])
    else this.#cache.set(cursorScope, new Map([[sync, JSON.stringify(cursor)]]))
  }

  forget(sync: string): void {
    this.setCursor(sync, undefined)
    this.#database.prepare('DELETE FROM syncs WHERE sync = ?').run(sync)
  }
}
