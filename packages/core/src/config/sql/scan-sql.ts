/** A piece of SQL that is no comment and no white space. */
export interface SqlToken {
  /** `word`: a keyword or a bare name, in lower case; `name`: one in quotes, without them. */
  readonly kind: 'word' | 'name' | 'text' | 'symbol'
  readonly value: string
  /** In UTF-16 units. */
  readonly offset: number
  readonly end: number
}

const patterns = [
  ['space', /\s+|--[^\n]*/y],
  ['comment', /\/\*/y],
  ['text', /(?:\$([A-Za-z_]\w*)?\$)[\s\S]*?\$\1\$|'(?:[^']|'')*'?/y],
  ['name', /"(?:[^"]|"")*"?|`[^`]*`?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['symbol', /\d[\w.]*|[\s\S]/y],
] as const

/** The tokens of a text in any dialect of SQL, well enough to find keywords, names and parentheses. */
export function scanSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  let offset = 0
  while (offset < sql.length) {
    const { kind, length } = nextPiece(sql, offset)
    const end = offset + length
    if (kind !== 'space' && kind !== 'comment') {
      tokens.push({ kind, value: valueOf(kind, sql.slice(offset, end)), offset, end })
    }
    offset = end
  }
  return tokens
}

function nextPiece(
  sql: string,
  offset: number,
): { readonly kind: (typeof patterns)[number][0]; readonly length: number } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset
    const found = pattern.exec(sql)?.[0]
    if (found === undefined) continue
    return { kind, length: kind === 'comment' ? commentLength(sql, offset) : found.length }
  }
  return { kind: 'symbol', length: 1 }
}

/** Comments nest in Postgres and DuckDB; where they do not, nobody writes one in another. */
function commentLength(sql: string, start: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = start
  let depth = 0
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return marks.lastIndex - start
  }
  return sql.length - start
}

function valueOf(kind: SqlToken['kind'], text: string): string {
  if (kind === 'word') return text.toLowerCase()
  if (kind !== 'name') return text
  return text.slice(1, -1).replaceAll('""', '"')
}
