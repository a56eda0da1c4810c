import { parseJson } from '@revetl/sdk'

/** How values are written. */
export interface CsvStyle {
  readonly delimiter: string
  readonly isFormulaSafe: boolean
}

/** What ends a line: https://www.rfc-editor.org/rfc/rfc4180#section-2 (read 2026-11-22) */
export const lineEnd = '\r\n'

/** How one file writes its cells. */
export interface CsvWriter {
  /** A text as a cell. */
  readonly text: (text: string) => string
  /** The JSON text of a value as a cell: null is nothing at all, the empty text is a pair of quotes. */
  readonly value: (json: string | undefined) => string
  /** Cells as one line. */
  readonly line: (cells: readonly string[]) => string
}

/** Makes what writes the cells of a style. */
export function csvWriter({ delimiter, isFormulaSafe }: CsvStyle): CsvWriter {
  const plain = plainText(delimiter)
  const text = (value: string): string => {
    if (plain.test(value)) return value
    return quoteCell(isFormulaSafe && isFormula(value) ? `'${value}` : value, delimiter)
  }
  return {
    text,
    value: (json) => {
      if (json === undefined || json === 'null') return ''
      const first = json[0]
      if (first === '"') return text(json.includes('\\') ? textOf(json) : json.slice(1, -1))
      // A number or a boolean is its own text, with every digit.
      return first === '{' || first === '[' ? text(JSON.stringify(parseJson(json))) : json
    },
    // Of an only column that is null nothing would be left, and most readers skip an empty line.
    line: (cells) =>
      (cells.length === 1 && cells[0] === '' ? '""' : cells.join(delimiter)) + lineEnd,
  }
}

function textOf(json: string): string {
  return JSON.parse(json) as string
}

/** Most texts: nothing in them needs quotes, and no spreadsheet runs them. What does not match may be fine all the same. */
function plainText(delimiter: string): RegExp {
  return new RegExp(`^[A-Za-z0-9](?:[^"\\r\\n${delimiter}]*[A-Za-z0-9.])?$`)
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
