import { stripVTControlCharacters } from 'node:util'
import type { Style } from './style.ts'

const gap = '  '

/** Rows under headers, columns as wide as their widest cell; numbers (by header `#…`) to the right. */
export function tableText(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const isNumber = headers.map((header) => header.startsWith('#'))
  const titles = headers.map((header) => header.replace(/^#/, ''))
  const widths = titles.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(row[column] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, isNumber[column] === true))
      .join(gap)
      .trimEnd()
  return [style('dim', line(titles)), ...rows.map(line)].join('\n')
}

function pad(cell: string, columnWidth: number, isRight: boolean): string {
  const space = ' '.repeat(Math.max(0, columnWidth - width(cell)))
  return isRight ? space + cell : cell + space
}

const graphemes = new Intl.Segmenter()

/** Characters without colours; East Asian wide ones count as one, which is the price of no dependency. */
function width(text: string): number {
  return Array.from(graphemes.segment(stripVTControlCharacters(text))).length
}
