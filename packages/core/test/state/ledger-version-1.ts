import { DatabaseSync } from 'node:sqlite'

/** The tables of a ledger as rev 0.1 made them. */
const version1 = `
CREATE TABLE IF NOT EXISTS syncs (
  sync TEXT PRIMARY KEY, folded_run INTEGER NOT NULL, records INTEGER NOT NULL, layout TEXT NOT NULL, segments TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS leases (
  sync TEXT PRIMARY KEY, epoch INTEGER NOT NULL, holder TEXT, renewals INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
  run INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sync TEXT NOT NULL, status TEXT NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT, is_folded INTEGER NOT NULL DEFAULT 0, session TEXT, plan TEXT, record TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_sync ON runs (sync, run);
CREATE TABLE IF NOT EXISTS batches (
  run INTEGER NOT NULL, batch INTEGER NOT NULL, attempt INTEGER NOT NULL, operation TEXT NOT NULL,
  seqs TEXT NOT NULL, idempotency_key TEXT NOT NULL, delivered TEXT, remote_ids TEXT, unknown TEXT,
  PRIMARY KEY (run, batch)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rejects (
  sync TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, operation TEXT NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, field TEXT, vendor_code TEXT, attempts INTEGER NOT NULL, first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL, retry_at INTEGER, fingerprint TEXT NOT NULL, run INTEGER NOT NULL,
  PRIMARY KEY (sync, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cache (
  connection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (connection, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  connection TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
PRAGMA user_version = 1;
`

const columns = {
  syncs: 'sync, folded_run, records, layout, segments',
  leases: 'sync, epoch, holder, renewals',
  runs: 'run, id, sync, status, started_at, ended_at, is_folded, session, plan, record',
  batches: 'run, batch, attempt, operation, seqs, idempotency_key, delivered, remote_ids, unknown',
  rejects:
    'sync, key, state, operation, code, message, field, vendor_code, attempts, first_at, last_at, retry_at, fingerprint, run',
  cache: 'connection, key, value',
}

/** Rewrites a ledger as version 1 had it, with the same rows. */
export function toVersion1(file: string): void {
  const database = new DatabaseSync(file)
  database.function('rev_sum', { deterministic: true, varargs: true }, () => 0)
  const rows = Object.entries(columns).map(
    ([table, names]) =>
      [table, names, database.prepare(`SELECT ${names} FROM ${table}`).all()] as const,
  )
  for (const [table] of rows) database.exec(`DROP TABLE ${table}`)
  database.exec(`DROP TABLE tokens; PRAGMA journal_mode = WAL; ${version1}`)
  for (const [table, names, found] of rows) {
    const marks = names.split(', ').map(() => '?')
    const insert = database.prepare(`INSERT INTO ${table} (${names}) VALUES (${marks.join(', ')})`)
    for (const row of found) insert.run(...Object.values(row))
  }
  database.close()
}
