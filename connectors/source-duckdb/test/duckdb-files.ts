import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckdbQuery } from '@revetl/sdk'
import { openSource, type OpenSource } from '@revetl/testkit'
import source from '../src/index.ts'

/** A project folder of one test, gone after it. */
export interface Project extends Disposable {
  readonly path: string
  /** Makes or changes a database file. */
  write(file: string, statements: string): Promise<void>
  open(config?: object): Promise<OpenSource>
}

export function createProject(): Project {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-duckdb-'))
  return {
    path: folder,
    write: async (file, statements) => {
      const instance = await DuckDBInstance.create(path.join(folder, file))
      const connection = await instance.connect()
      await connection.run(statements)
      connection.closeSync()
      instance.closeSync()
    },
    open: (config = {}) => openSource(source, { config, projectPath: folder }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A model of one SQL text. */
export function sql(text: string): { kind: 'sql'; sql: string } {
  return { kind: 'sql', sql: text }
}

/** The rows of a statement in a DuckDB that has nothing to do with the source, as the local engine runs it. */
export async function runInDuckdb(query: DuckdbQuery): Promise<(string | null)[][]> {
  const { attach, defaultDatabase, fileSearchPath, sql: statement } = query
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run("SET TimeZone = 'UTC'")
    if (fileSearchPath !== undefined)
      await connection.run(`SET file_search_path = '${fileSearchPath}'`)
    for (const { path: file, alias } of attach) {
      await connection.run(`ATTACH '${file}' AS "${alias}" (READ_ONLY)`)
    }
    if (defaultDatabase !== undefined) await connection.run(`USE "${defaultDatabase}"`)
    const rows = (await connection.runAndReadAll(statement)).getRowsJson()
    return rows.map((row) => row.map((value) => (value === null ? null : textOf(value))))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
