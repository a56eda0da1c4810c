import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import type { CrashWorld } from './crash-world.ts'

interface Segment {
  readonly file: string
  readonly plan?: { readonly left: readonly number[] }
}

/**
 * Compares a snapshot on disk with what the server applied: no record may be in it that was not accepted. It reads a
 * copy, so that the state stays as the kill left it.
 */
export async function checkSnapshot(world: CrashWorld): Promise<void> {
  const state = path.join(world.folder, '.rev')
  if (!existsSync(path.join(state, 'ledger.db'))) return
  const copy = mkdtempSync(path.join(tmpdir(), 'rev-snapshot-'))
  try {
    cpSync(state, copy, { recursive: true })
    const accepted = new Set(
      world.server.log.map(({ id, name }) => `${id} ${JSON.stringify(name)}`),
    )
    for (const row of await snapshotRows(copy)) {
      if (!accepted.has(row)) world.violate(`${row} is in the snapshot and was not accepted`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

async function snapshotRows(state: string): Promise<readonly string[]> {
  const selects = segmentsOf(path.join(state, 'ledger.db')).map(({ file, plan }) => {
    const from = path.join(state, 'syncs/things', file).replaceAll("'", "''")
    const rows = `FROM read_parquet('${from}', file_row_number = true)`
    // The fields in order of their names: id, name.
    if (plan === undefined) return `SELECT k0, v1 ${rows} WHERE NOT gone`
    const left = ['-1', ...plan.left.map(String)].join(', ')
    return `SELECT k0, v1 ${rows} WHERE kind IN ('added', 'changed') AND file_row_number NOT IN (${left})`
  })
  if (selects.length === 0) return []
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(selects.join(' UNION ALL '))
    return reader.getRows().map(([id, name]) => `${String(id)} ${String(name)}`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function segmentsOf(file: string): readonly Segment[] {
  const database = new DatabaseSync(file)
  try {
    const isNew = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'syncs'").get()
    if (isNew === undefined) return []
    // The checksums of rows are nothing to an oracle.
    database.function('rev_sum', { deterministic: true, varargs: true }, () => 0)
    const rows = database.prepare("SELECT segments FROM syncs WHERE sync = 'things'").all()
    return (rows as { segments: string }[]).flatMap(
      ({ segments }) => JSON.parse(segments) as Segment[],
    )
  } finally {
    database.close()
  }
}
