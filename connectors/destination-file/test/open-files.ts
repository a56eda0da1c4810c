import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ValueRecord, ValueType } from '@revetl/sdk'
import { openDestination, type OpenDestination, type OpenSession } from '@revetl/testkit'
import destination from '../src/index.ts'

/** A project with a destination whose files are in `out`. */
export interface Files extends AsyncDisposable {
  readonly folder: string
  readonly destination: OpenDestination
  /** What is in the folder, in order, unfinished files too. */
  names(): readonly string[]
  text(name: string): string
  /** Opens a session without ending it. */
  begin(object: string, operation: Operation, types: Types, id?: string): Promise<OpenSession>
  /** One whole session. */
  write(object: string, operation: Operation, write: Write): Promise<void>
}

type Operation = 'append' | 'replace'
type Types = Readonly<Record<string, ValueType>>

interface Write {
  readonly types: Types
  readonly records: readonly ValueRecord[]
  readonly id?: string
}

export async function openFiles(config: object = {}): Promise<Files> {
  const projectPath = mkdtempSync(path.join(tmpdir(), 'rev-file-'))
  const folder = path.join(projectPath, 'out')
  const options = { config: { folder: 'out', ...config }, projectPath }
  const opened = await openDestination(destination, options)
  const begin: Files['begin'] = (object, operation, types, id = 'run-1') =>
    opened.session({ object, operation, types, id })
  return {
    folder,
    destination: opened,
    names: () => readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1)),
    text: (name) => readFileSync(path.join(folder, name), 'utf8'),
    begin,
    write: async (object, operation, { types, records, id }) => {
      const session = await begin(object, operation, types, id)
      if (records.length > 0) await session.write({ records })
      await session.commit()
    },
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]()
      rmSync(projectPath, { recursive: true, force: true })
    },
  }
}

/** What DuckDB reads. */
export async function query(sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
