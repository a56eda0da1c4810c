import path from 'node:path'

// DuckDB knows some extensions by two names, of which its files have the second.
// https://duckdb.org/docs/1.5/core_extensions/overview.html (read 2026-11-28)
const longNames: Readonly<Record<string, string>> = {
  md: 'motherduck',
  mysql: 'mysql_scanner',
  postgres: 'postgres_scanner',
  sqlite: 'sqlite_scanner',
  sqlite3: 'sqlite_scanner',
}

/** Whether an entry of `extensions` is the path of a file. */
export function isExtensionFile(entry: string): boolean {
  return entry.endsWith('.duckdb_extension')
}

/** The name of an extension that `extensions` names, by its name or its file. */
export function extensionNameOf(entry: string): string {
  const name = isExtensionFile(entry) ? path.basename(entry, '.duckdb_extension') : entry
  return longNames[name.toLowerCase()] ?? name.toLowerCase()
}
