/** The lines of an RFC 4180 table, by a walk over its characters. */
export function parseTable(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (character === '"' && cell === '') isQuoted = true
    else if (character === ',') {
      line.push(cell)
      cell = ''
    } else if (character === '\n') {
      lines.push([...line, cell])
      line = []
      cell = ''
    } else cell += character
  }
  if (cell !== '' || line.length > 0) lines.push([...line, cell])
  return lines
}

/** A table as Salesforce prints it: every cell in quotes. */
export const printTable = (lines: readonly (readonly string[])[]): string =>
  lines
    .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
    .join('')
