import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
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
