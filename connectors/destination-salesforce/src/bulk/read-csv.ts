/**
 * Reads a table line by line, cells quoted or not, lines ended by LF or CRLF.
 * @throws SyntaxError where the text ends inside a quoted cell
 */
export function* readCsv(text: string): Generator<readonly string[]> {
  let cells: string[] = []
  let at = 0
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
    cells.push(cell.value)
    at = cell.end
    if (text[at] === ',') {
      at += 1
      // A comma at the very end leaves one more cell, an empty one.
      if (at < text.length) continue
      cells.push('')
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    yield cells
    cells = []
  }
}

interface Cell {
  readonly value: string
  /** Where the text goes on. */
  readonly end: number
}

function quotedCell(text: string, start: number): Cell {
  let value = ''
  for (let at = start + 1; ;) {
    const end = text.indexOf('"', at)
    if (end === -1) throw new SyntaxError('A table ends inside a quoted cell.')
    value += text.slice(at, end)
    if (text[end + 1] !== '"') return { value, end: endOfCell(text, end + 1) }
    value += '"'
    at = end + 2
  }
}

function plainCell(text: string, start: number): Cell {
  const end = endOfCell(text, start)
  return { value: text.slice(start, end), end }
}

function endOfCell(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === ',' || character === '\n' || character === '\r') return at
  }
  return text.length
}
