/** The version of the layout below; a newer file is refused. */
export const ledgerVersion = 2

interface Table {
  /** Column definitions by name. */
  readonly columns: Readonly<Record<string, string>>
  readonly key?: string
  readonly index?: string
}

const tables: Readonly<Record<string, Table>> = {
  syncs: {
    columns: {
      sync: 'TEXT PRIMARY KEY',
      folded_run: 'INTEGER NOT NULL',
      records: 'INTEGER NOT NULL',
      layout: 'TEXT NOT NULL',
      segments: 'TEXT NOT NULL',
    },
  },
  leases: {
    columns: {
      sync: 'TEXT PRIMARY KEY',
      epoch: 'INTEGER NOT NULL',
      holder: 'TEXT',
      renewals: 'INTEGER NOT NULL',
    },
  },
  runs: {
    columns: {
      run: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      id: 'TEXT NOT NULL UNIQUE',
      sync: 'TEXT NOT NULL',
      status: 'TEXT NOT NULL',
      started_at: 'TEXT NOT NULL',
      ended_at: 'TEXT',
      is_folded: 'INTEGER NOT NULL DEFAULT 0',
      session: 'TEXT',
      plan: 'TEXT',
      record: 'TEXT',
    },
    index: 'CREATE INDEX runs_by_sync ON runs (sync, run)',
  },
  batches: {
    columns: {
      run: 'INTEGER NOT NULL',
      batch: 'INTEGER NOT NULL',
      attempt: 'INTEGER NOT NULL',
      operation: 'TEXT NOT NULL',
      seqs: 'TEXT NOT NULL',
      idempotency_key: 'TEXT NOT NULL',
      delivered: 'TEXT',
      remote_ids: 'TEXT',
      unknown: 'TEXT',
    },
    key: 'run, batch',
  },
  rejects: {
    columns: {
      sync: 'TEXT NOT NULL',
      key: 'TEXT NOT NULL',
      state: 'TEXT NOT NULL',
      operation: 'TEXT NOT NULL',
      code: 'TEXT NOT NULL',
      message: 'TEXT NOT NULL',
      field: 'TEXT',
      vendor_code: 'TEXT',
      attempts: 'INTEGER NOT NULL',
      first_at: 'INTEGER NOT NULL',
      last_at: 'INTEGER NOT NULL',
      retry_at: 'INTEGER',
      fingerprint: 'TEXT NOT NULL',
      run: 'INTEGER NOT NULL',
    },
    key: 'sync, key',
  },
  cache: {
    columns: { connection: 'TEXT NOT NULL', key: 'TEXT NOT NULL', value: 'TEXT NOT NULL' },
    key: 'connection, key',
  },
  tokens: {
    columns: {
      connection: 'TEXT PRIMARY KEY',
      value: 'TEXT NOT NULL',
      version: 'INTEGER NOT NULL',
    },
  },
}

function namesOf({ columns }: Table): string {
  return Object.keys(columns).join(', ')
}

/** SQL of the checksum of a row. SQLite's pages have none, so that a flipped bit would go unseen. */
function rowSumOf(table: Table): string {
  return `rev_sum(${namesOf(table)})`
}

function createSql(name: string, table: Table): readonly string[] {
  const columns = Object.entries(table.columns).map(([column, type]) => `${column} ${type}`)
  const sum = `sum INTEGER GENERATED ALWAYS AS (${rowSumOf(table)}) STORED`
  const key = table.key === undefined ? [] : [`PRIMARY KEY (${table.key})`]
  const how = table.key === undefined ? 'STRICT' : 'STRICT, WITHOUT ROWID'
  return [
    `CREATE TABLE ${name} (${[...columns, sum, ...key].join(', ')}) ${how}`,
    ...(table.index === undefined ? [] : [table.index]),
  ]
}

/** Statements that make the tables of a new ledger. */
export const createStatements: readonly string[] = Object.entries(tables).flatMap(([name, table]) =>
  createSql(name, table),
)

/** Statements by which each older version becomes the next one; one transaction does all of them. */
export const migrations: Readonly<Record<number, readonly string[]>> = {
  // Version 1 had no checksums. A stored column cannot be added, so that the tables are made anew.
  1: Object.entries(tables).flatMap(([name, table]) => [
    `ALTER TABLE ${name} RENAME TO old_${name}`,
    ...(table.index === undefined ? [] : ['DROP INDEX runs_by_sync']),
    ...createSql(name, table),
    `INSERT INTO ${name} (${namesOf(table)}) SELECT ${namesOf(table)} FROM old_${name}`,
    `DROP TABLE old_${name}`,
  ]),
}

/** Statements that count the rows of each table whose checksum is not right. */
export const sumChecks: readonly string[] = Object.entries(tables).map(
  ([name, table]) =>
    `SELECT '${name}' AS name, count(*) AS rows FROM ${name} WHERE sum IS NOT ${rowSumOf(table)}`,
)
