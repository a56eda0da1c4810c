/** A SQL identifier in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A SQL text literal. */
export function quoteText(text: string): string {
  // DuckDB takes no NUL in a statement; nothing that rev quotes may hold one.
  if (text.includes('\0')) throw new RangeError('A SQL text cannot hold a NUL character.')
  return `'${text.replaceAll("'", "''")}'`
}
