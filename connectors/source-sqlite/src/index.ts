import { apiVersion, defineSource } from '@revetl/sdk'
import { configSchema } from './config.ts'
import { discoverTables } from './discover-tables.ts'
import { sqliteDialect } from './pushdown/dialect.ts'
import { modelAsSql } from './pushdown/pushdown-model.ts'
import { executeStatements, prepareScratch } from './pushdown/scratch.ts'
import { describeModel, readModel } from './read-model.ts'
import { openSession } from './session.ts'

// Times are text. One that is written with a `T`, or with less, is never left out for being written otherwise.
const sqliteSql = { literals: { date: "'{date}'", timestamp: "'{date} {time}'" } } as const

/** Reads models from a SQLite file, one snapshot for each read. The file is never written. */
export default defineSource({
  id: 'sqlite',
  apiVersion,
  title: 'SQLite',
  vendor: { name: 'SQLite', docs: 'https://www.sqlite.org/docs.html' },
  config: configSchema,
  network: { hosts: [] },
  // The SQLite of Node is native, and opens the file by itself.
  permissions: { addons: true, fsRead: ['config.path'] },
  check: (ctx) => {
    using session = openSession(ctx)
    return Promise.resolve({ account: { id: session.path } })
  },
  discover: discoverTables,
  describe: describeModel,
  read: readModel,
  sql: sqliteSql,
  pushdown: {
    dialect: sqliteDialect,
    model: modelAsSql,
    prepare: prepareScratch,
    execute: executeStatements,
  },
})
