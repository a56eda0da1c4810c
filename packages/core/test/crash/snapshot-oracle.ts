import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { CrashWorld } from './crash-world.ts'

/**
 * Compares a snapshot on disk with what the server applied: no record may be in it that was not accepted. It reads a
 * copy, so that the state stays as the kill left it.
 */
export async function checkSnapshot(world: CrashWorld): Promise<void> {
  const file = path.join(world.folder, '.rev/syncs/things.duckdb')
  if (!existsSync(file)) return
  const accepted = new Set(world.server.log.map(({ id, name }) => `${id} ${JSON.stringify(name)}`))
  for (const [id, name] of await snapshotRows(file)) {
    if (!accepted.has(`${id} ${name}`)) world.violate(`${id} is in the snapshot, not accepted`)
  }
}

async function snapshotRows(file: string): Promise<(readonly [string, string])[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-snapshot-'))
  try {
    const copy = path.join(folder, 'copy.duckdb')
    copyFileSync(file, copy)
    if (existsSync(`${file}.wal`)) copyFileSync(`${file}.wal`, `${copy}.wal`)
    const instance = await DuckDBInstance.create(copy)
    const connection = await instance.connect()
    // The fields in order of their names: id, name.
    const reader = await connection.runAndReadAll('SELECT k0, v1 FROM snapshot')
    const rows = reader.getRows().map(([id, name]) => [String(id), String(name)] as const)
    connection.closeSync()
    instance.closeSync()
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
