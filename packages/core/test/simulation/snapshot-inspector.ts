import path from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Snapshot } from '../../src/snapshot.ts'

/** A record of a snapshot. */
export interface SnapshotRow {
  /** Whether its fingerprint is known. */
  readonly isKnown: boolean
  readonly run: number
  /** The accepted values, where the snapshot keeps them. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
}

/** What a snapshot holds. */
export interface SnapshotContent {
  readonly foldedRun: number
  /** How many records it says it has. */
  readonly records: number
  readonly track: string | undefined
  readonly rows: ReadonlyMap<number, SnapshotRow>
}

/** Reads snapshots with an engine and statements of its own. */
export class SnapshotInspector implements Disposable {
  #connection: DuckDBConnection | undefined
  #instance: DuckDBInstance | undefined

  async read(folder: string, snapshot: Snapshot | undefined): Promise<SnapshotContent> {
    const rows = new Map<number, SnapshotRow>()
    const track = snapshot?.layout.track
    const { foldedRun = 0, records = 0, segments = [] } = snapshot ?? {}
    for (const segment of segments) {
      for (const [key, row] of await this.#segment(folder, snapshot?.layout, segment)) {
        if (row === undefined) rows.delete(key)
        else rows.set(key, row)
      }
    }
    return { foldedRun, records, track, rows }
  }

  async #segment(
    folder: string,
    layout: Snapshot['layout'] | undefined,
    { file, plan }: Snapshot['segments'][number],
  ): Promise<readonly (readonly [number, SnapshotRow | undefined])[]> {
    const fields = layout?.track === 'values' ? layout.fields : []
    const list = [
      'k0',
      'fp_high IS NOT NULL',
      plan === undefined ? 'run' : String(plan.run),
      plan === undefined ? 'gone' : "kind = 'removed'",
      ...fields.map(({ column }) => column),
    ]
    const left = new Set(plan?.left)
    const rows = await this.#rows(
      `SELECT file_row_number, ${plan === undefined ? "'same'" : 'kind'}, ${list.join(', ')}
       FROM read_parquet('${path.join(folder, file)}', file_row_number = true)`,
    )
    type Found = readonly [number, SnapshotRow | undefined]
    return rows.flatMap(([position, kind, key, isKnown, run, isGone, ...values]): Found[] => {
      if (left.has(Number(position)) || kind === 'bad') return []
      if (isGone === true) return [[Number(key), undefined]]
      const known = fields.flatMap(({ name }, index) => {
        const text = values[index]
        return typeof text === 'string' ? [[name, JSON.parse(text) as unknown]] : []
      })
      const row = {
        isKnown: isKnown === true,
        run: Number(run),
        fields: layout?.track === 'values' ? Object.fromEntries(known) : undefined,
      }
      return [[Number(key), row]]
    })
  }

  async #rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    this.#instance ??= await DuckDBInstance.create(':memory:', { threads: '1' })
    this.#connection ??= await this.#instance.connect()
    return (await this.#connection.runAndReadAll(sql)).getRows()
  }

  [Symbol.dispose](): void {
    this.#connection?.closeSync()
    this.#instance?.closeSync()
  }
}
