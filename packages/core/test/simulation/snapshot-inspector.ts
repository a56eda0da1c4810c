import { statSync } from 'node:fs'
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

type Found = readonly [key: number, row: SnapshotRow | undefined]

// As many files as a few worlds have between them.
const keptMax = 64

/** Reads snapshots with an engine and statements of its own. */
export class SnapshotInspector implements Disposable {
  /** What was read of a file that has not been touched since. */
  readonly #kept = new Map<string, readonly Found[]>()
  #connection: DuckDBConnection | undefined
  #instance: DuckDBInstance | undefined

  async read(folder: string, snapshot: Snapshot | undefined): Promise<SnapshotContent> {
    const rows = new Map<number, SnapshotRow>()
    const track = snapshot?.layout.track
    const { foldedRun = 0, records = 0, segments = [] } = snapshot ?? {}
    for (const segment of segments) {
      for (const [key, row] of await this.#segmentOnce(folder, snapshot?.layout, segment)) {
        if (row === undefined) rows.delete(key)
        else rows.set(key, row)
      }
    }
    return { foldedRun, records, track, rows }
  }

  async #segmentOnce(
    folder: string,
    layout: Snapshot['layout'] | undefined,
    segment: Snapshot['segments'][number],
  ): Promise<readonly Found[]> {
    const { ino, size, mtimeMs } = statSync(path.join(folder, segment.file))
    const name = JSON.stringify([folder, segment, layout, ino, size, mtimeMs])
    const kept = this.#kept.get(name)
    if (kept !== undefined) return kept
    const found = await this.#segment(folder, layout, segment)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(name, found)
    return found
  }

  async #segment(
    folder: string,
    layout: Snapshot['layout'] | undefined,
    { file, plan }: Snapshot['segments'][number],
  ): Promise<readonly Found[]> {
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
