// https://developers.google.com/workspace/sheets/api/guides/concepts#cell (read 2026-11-27)

/** The letters of a column, from 0. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  const letter = String.fromCodePoint(65 + (index % 26))
  return rest === 0 ? letter : columnLetters(rest - 1) + letter
}

/** A whole tab. */
export function tabRange(title: string): string {
  return `'${title.replaceAll("'", "''")}'`
}

/** The first row of a tab. */
export function headerRange(title: string): string {
  return `${tabRange(title)}!1:1`
}

/** A whole column of a tab. */
export function columnRange(title: string, column: number): string {
  return `${tabRange(title)}!${columnLetters(column)}:${columnLetters(column)}`
}

/** Rows, counted from 0 and the last one included or left open, and columns of a tab. */
export function cellRange(
  title: string,
  rows: { readonly first: number; readonly last?: number | undefined },
  columns: { readonly first: number; readonly last: number },
): string {
  const end = rows.last === undefined ? '' : String(rows.last + 1)
  return `${tabRange(title)}!${columnLetters(columns.first)}${rows.first + 1}:${columnLetters(columns.last)}${end}`
}
