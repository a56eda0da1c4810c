/** One statement of a SQL text, without the semicolon and the comments behind it. */
export interface Statement {
  /** UTF-16 units into the text. */
  readonly start: number
  readonly end: number
}

const space = /\s+|--[^\n]*/y
const token =
  /[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+/y
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/**
 * Finds the statements of a text by the lexical rules of Postgres, with standard_conforming_strings on. Safety does
 * not hang on it: what it gets wrong is a syntax error in the statement around the model.
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = []
  let start: number | undefined
  let end = 0
  for (let at = 0; at < sql.length;) {
    const blank = skipBlank(sql, at)
    if (blank > at) {
      at = blank
    } else if (sql[at] === ';') {
      if (start !== undefined) statements.push({ start, end })
      start = undefined
      at += 1
    } else {
      start ??= at
      at = end = skipToken(sql, at)
    }
  }
  if (start !== undefined) statements.push({ start, end })
  return statements
}

function skipBlank(sql: string, at: number): number {
  return sql.startsWith('/*', at) ? skipComment(sql, at) : matchAt(space, sql, at)
}

/** Block comments nest. One that is not closed is no blank: the server says where it begins. */
function skipComment(sql: string, from: number): number {
  let depth = 0
  let at = from
  do {
    if (sql.startsWith('/*', at)) depth += 1
    else if (sql.startsWith('*/', at)) depth -= 1
    else {
      at += 1
      continue
    }
    at += 2
  } while (depth > 0 && at < sql.length)
  return depth > 0 ? from : at
}

function skipToken(sql: string, at: number): number {
  const tagEnd = matchAt(dollarTag, sql, at)
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
