/** Lines of a file's header that are YAML together. */
export interface HeaderBlock {
  /** The YAML on the lines and columns that it has in the file. */
  readonly text: string
  /** Positions of its lines, from 0. */
  readonly lines: ReadonlySet<number>
}

/** The comment `-- name:` with the comments after it that are indented by more; undefined where there is none. */
export function headerBlock(lines: readonly string[], name: string): HeaderBlock | undefined {
  const start = lines.findIndex((line) => new RegExp(`^\\s*--\\s*${name}\\s*:`).test(line))
  if (start === -1) return undefined
  const outer = indentOf(lines[start] ?? '')
  const rest = lines.slice(start + 1).findIndex((line) => indentOf(line) <= outer)
  const end = rest === -1 ? lines.length : start + 1 + rest
  const block = lines.slice(start, end).map(withoutMarks)
  return {
    text: [...Array.from({ length: start }, () => ''), ...block].join('\n'),
    lines: new Set(block.map((_line, index) => start + index)),
  }
}

/** Where the text of a comment begins; -1 where a line is none. */
function indentOf(line: string): number {
  return /^\s*--\s*(?=\S)/.exec(line)?.[0].length ?? -1
}

function withoutMarks(line: string): string {
  return line.replace(/^(\s*)--/, '$1  ')
}
