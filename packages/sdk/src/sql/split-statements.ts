/** One statement of a SQL text, without the semicolon and the comments behind it. */
export interface Statement {
  /** UTF-16 units into the text. */
  readonly start: number
  readonly end: number
}

/** The lexical rules of one SQL dialect. The expressions are sticky (`y`). */
export interface SqlLexicon {
  /** White space and comments to the end of the line. */
  readonly space: RegExp
  /** Quoted texts and names, words, numbers: what a semicolon in it does not end. */
  readonly token: RegExp
  /** Whether block comments stand in one another. */
  readonly nestsComments: boolean
  /** A tag that quotes all text up to its next occurrence, such as `$body$`. */
  readonly quoteTag?: RegExp
}

/**
 * Finds the statements of a text. Safety must not hang on it: what it gets wrong has to be a syntax error of the
 * server.
 */
export function splitStatements(sql: string, lexicon: SqlLexicon): Statement[] {
  const statements: Statement[] = []
  let start: number | undefined
  let end = 0
  for (let at = 0; at < sql.length;) {
    const blank = skipBlank(sql, at, lexicon)
    if (blank > at) {
      at = blank
    } else if (sql[at] === ';') {
      if (start !== undefined) statements.push({ start, end })
      start = undefined
      at += 1
    } else {
      start ??= at
      at = end = skipToken(sql, at, lexicon)
    }
  }
  if (start !== undefined) statements.push({ start, end })
  return statements
}

function skipBlank(sql: string, at: number, { space, nestsComments }: SqlLexicon): number {
  return sql.startsWith('/*', at) ? skipComment(sql, at, nestsComments) : matchAt(space, sql, at)
}

/** One that is not closed is no blank: the server says where it begins. */
function skipComment(sql: string, from: number, isNested: boolean): number {
  let depth = 1
  let at = from + 2
  while (depth > 0 && at < sql.length) {
    if (isNested && sql.startsWith('/*', at)) depth += 1
    else if (sql.startsWith('*/', at)) depth -= 1
    else {
      at += 1
      continue
    }
    at += 2
  }
  return depth > 0 ? from : at
}

function skipToken(sql: string, at: number, { quoteTag, token }: SqlLexicon): number {
  const tagEnd = quoteTag === undefined ? at : matchAt(quoteTag, sql, at)
  if (tagEnd > at) {
    const close = sql.indexOf(sql.slice(at, tagEnd), tagEnd)
    return close < 0 ? sql.length : close + tagEnd - at
  }
  return Math.max(matchAt(token, sql, at), at + 1)
}

function matchAt(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(sql) ? pattern.lastIndex : at
}
