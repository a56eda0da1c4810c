import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Source } from '@revetl/sdk'
import sqlite from '@revetl/source-sqlite'
import { describe } from 'vitest'
import type { CursorDatabase, CursorEngine } from '../cursor-engine.ts'

/** SQLite, whose times are text. */
export const sqliteEngine: CursorEngine = {
  name: 'SQLite',
  source: sqlite as Source,
  describe: async (name, define) => {
    // oxlint-disable-next-line vitest/valid-title -- the suite's title
    describe(name, () => {
      define(openSqlite)
    })
  },
  timeType: 'datetime',
  timeTypes: [{ type: 'datetime' }],
  textType: 'text',
}

/** A SQLite file of its own. */
export async function openSqlite(): Promise<CursorDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-cursor-'))
  const file = path.join(folder, 'shop.db')
  const database = new DatabaseSync(file)
  return {
    config: { path: file },
    run: async (...statements) => {
      for (const statement of statements) database.exec(statement)
    },
    [Symbol.asyncDispose]: async () => {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
