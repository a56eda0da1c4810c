import { isExactNumber, type Value } from '@revetl/sdk'

/** How values are written. */
export interface CsvStyle {
  readonly delimiter: string
  readonly isFormulaSafe: boolean
}

/** What ends a line: https://www.rfc-editor.org/rfc/rfc4180#section-2 (read 2026-11-22) */
export const lineEnd = '\r\n'

/** One line: null is nothing at all, the empty text is a pair of quotes. */
export function csvLine(values: readonly (Value | undefined)[], style: CsvStyle): string {
  const cells = values.map((value) => csvCell(value, style))
  // Of an only column that is null nothing would be left, and most readers skip an empty line.
  return (cells.length === 1 && cells[0] === '' ? '""' : cells.join(style.delimiter)) + lineEnd
}

function csvCell(value: Value | undefined, style: CsvStyle): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean' || isExactNumber(value)) {
    return String(value)
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return quoteCell(style.isFormulaSafe && isFormula(text) ? `'${text}` : text, style.delimiter)
}

/**
 * Whether a spreadsheet might run a text: it begins, behind spaces and quotes, with a character that starts a formula,
 * in half or full width, or with a tab or line break: https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11-22)
 */
function isFormula(text: string): boolean {
  return /^[\p{Zs}"'\ufeff]*[=+\-@\t\r\n＝＋－＠]/u.test(text)
}

function quoteCell(text: string, delimiter: string): string {
  const isPlain = text !== '' && !/["\r\n]|^\s|\s$/.test(text) && !text.includes(delimiter)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}
