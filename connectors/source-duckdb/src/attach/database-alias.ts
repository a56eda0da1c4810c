import path from 'node:path'

const taken = new Set(['memory', 'main', 'temp', 'system'])

/** Whether DuckDB or rev calls something of their own so. */
export function isTakenAlias(alias: string): boolean {
  return taken.has(alias.toLowerCase()) || alias.toLowerCase().startsWith('rev_')
}

/** What statements call the database of a file: the name that DuckDB gives it by itself, that of the file. */
export function databaseAlias(file: string): string {
  const stem = path.parse(file).name
  return isTakenAlias(stem) ? `source_${stem}` : stem
}
