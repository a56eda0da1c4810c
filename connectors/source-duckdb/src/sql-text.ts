/** An SQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** An SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

// What may hold a semicolon or a quote without ending anything: strings, names, dollar quotes, comments.
const token =
  /[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;/g

/** The one statement of a text that DuckDB has found to hold exactly one, without semicolons around it. */
export function withoutSemicolons(sql: string): string {
  const ends = [...sql.matchAll(token)].filter(([text]) => text === ';').map(({ index }) => index)
  const parts = [...ends, sql.length].map((end, at) => sql.slice((ends[at - 1] ?? -1) + 1, end))
  return parts.find((part) => /\S/.test(part.replace(comments, ''))) ?? sql
}

const comments = /--[^\n]*|\/\*[\s\S]*?\*\//g

/** The texts in quotes of a statement: string literals and quoted names, either of which may name a file. */
export function quotedTexts(sql: string): readonly string[] {
  return [...sql.matchAll(token)].flatMap(([text]) => {
    const [quote] = text
    if (quote !== "'" && quote !== '"') return []
    return [text.slice(1, -1).replaceAll(quote + quote, quote)]
  })
}
