import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSource, type OpenSource } from '@revetl/testkit'
import source from '../src/index.ts'

/** A folder with a database that other connections can write to. */
export interface Project extends Disposable {
  readonly path: string
  readonly file: string
  run(sql: string): void
}

/** Makes a folder with a database in WAL mode, so that readers and a writer do not wait for each other. */
export function createProject(sql: string): Project {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-sqlite-'))
  const file = path.join(folder, 'shop.sqlite')
  const run = (text: string): void => {
    const database = new DatabaseSync(file)
    try {
      database.exec(text)
    } finally {
      database.close()
    }
  }
  run(`pragma journal_mode = wal; ${sql}`)
  const dispose = (): void => rmSync(folder, { recursive: true, force: true })
  return { path: folder, file, run, [Symbol.dispose]: dispose }
}

/** Opens the source on a project's database. */
export function open(project: Pick<Project, 'path'>): Promise<OpenSource> {
  return openSource(source, { config: { path: 'shop.sqlite' }, projectPath: project.path })
}
