import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { CompiledField } from '../../src/compiled-mapping.ts'
import type { DiffRules } from '../../src/diff/diff-input.ts'
import { LocalDatabase } from '../../src/local-database.ts'
import type { SnapshotLayout } from '../../src/snapshot-layout.ts'

/** A key and two fields. */
export const layout: SnapshotLayout = {
  track: 'values',
  keys: [{ name: 'id', type: 'integer' }],
  fields: [
    { name: 'name', column: 'v0' },
    { name: 'note', column: 'v1' },
  ],
  matchColumns: [],
}

/** An upsert of whole records. */
export const rules: DiffRules = {
  plansChanged: true,
  onRemoved: undefined,
  isReplace: false,
  isDelta: false,
  isFull: false,
  isOrdered: false,
}

/** A field that has the name of its column. */
export function field(name: string, isVolatile = false): CompiledField {
  const place = { file: 'syncs/things.yaml', line: 1, column: 1 }
  return {
    field: name,
    type: 'string',
    json: isVolatile ? `'"now"'` : `to_json(${name})::VARCHAR`,
    problem: undefined,
    isVolatile,
    mapped: {
      field: name,
      expression: { kind: 'column', column: name, place },
      write: 'always',
      nulls: 'send',
      place,
    },
  }
}

/** A database that the end of the test takes away. */
export async function openDatabase(): Promise<LocalDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-diff-'))
  const database = await LocalDatabase.open({
    statePath: folder,
    spillPath: path.join(folder, 'spill'),
    memoryMax: undefined,
  })
  onTestFinished(async () => {
    await database[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })
  return database
}

/** An empty reject index. */
export async function* nothingWaits() {}
