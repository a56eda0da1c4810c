import type { PushdownDialect } from '../pushdown.ts'

/** Where the tables of a pushdown lie in a database. */
export interface Scratch {
  readonly dialect: PushdownDialect
  readonly schema: string
}

/** One column of a scratch table. */
export interface ScratchColumn {
  readonly name: string
  /** In the words of the database. */
  readonly type: string
  /** Whether rows are looked for by it. */
  readonly isKey?: boolean
}

/** A scratch table with its columns. */
export interface ScratchTable {
  readonly name: string
  readonly columns: readonly ScratchColumn[]
}

/** A table of the scratch schema as a statement names it. */
export function scratchTable({ dialect, schema }: Scratch, name: string): string {
  return dialect.scratch === 'schema'
    ? `${quoted(dialect, schema)}.${quoted(dialect, name)}`
    : quoted(dialect, `${schema}_${name}`)
}

/** A text literal, or NULL. */
export function scratchLiteral({ literals }: PushdownDialect, text: string | null): string {
  if (text === null) return 'NULL'
  if (literals === 'escapes') return `'${text.replaceAll(/[\\'\p{Cc}]/gu, escapeOf)}'`
  if (literals === 'backslash-quote') {
    return `'${text.replaceAll(/[\\']|(?<=\$)\{/g, String.raw`\$&`)}'`
  }
  if (literals === 'hex' && text.includes('\\')) {
    return `_utf8mb4 x'${Buffer.from(text).toString('hex')}'`
  }
  const escaped = literals === 'backslash' ? text.replaceAll('\\', '\\\\') : text
  const literal = `'${escaped.replaceAll("'", "''")}'`
  return literals === 'char' ? literal.replaceAll('\0', "'||char(0)||'") : literal
}

function escapeOf(sign: string): string {
  if (sign === '\\' || sign === "'") return `\\${sign}`
  return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

/** A value of a column from its text, or NULL; `type` in the words of the database. */
export function scratchValue(dialect: PushdownDialect, type: string, text: string | null): string {
  const { types, typedLiteral } = dialect
  const literal = scratchLiteral(dialect, text)
  const isText = type === types.text || type === types.keyText || type === types.print
  if (text === null || isText || typedLiteral === undefined) return literal
  return typedLiteral.replace('{literal}', () => literal).replace('{type}', () => type)
}

/** SQL of what is equal exactly where two values of a type are the same; `type` in the words of the database. */
export function comparedSql(
  { types, comparedText, comparedNumber }: PushdownDialect,
  type: string,
  sql: string,
): string {
  if (type === types.number && comparedNumber !== undefined) {
    return comparedNumber.replaceAll('{number}', () => sql)
  }
  const isText = type === types.text || type === types.keyText
  return isText && comparedText !== undefined ? comparedText.replaceAll('{text}', () => sql) : sql
}

/** Statements that make an empty table, in place of one that is there. */
export function createTableSql(scratch: Scratch, table: ScratchTable): readonly string[] {
  const create = scratch.dialect.createTable ?? 'CREATE TABLE {table} ({columns})'
  return [dropTableSql(scratch, table.name), fill(create, scratch, table)]
}

/** Statement that makes an empty table that outlives runs, where it is not there. */
export function logTableSql(scratch: Scratch, table: ScratchTable): string {
  return fill(
    scratch.dialect.logTable ?? 'CREATE TABLE IF NOT EXISTS {table} ({columns})',
    scratch,
    table,
  )
}

/** Statements that make a table from a SELECT of its columns, in place of one that is there, and let it be searched. */
export function stageTableSql(
  scratch: Scratch,
  table: ScratchTable,
  select: string,
): readonly string[] {
  const stage = fill(scratch.dialect.stageTable, scratch, table, select)
  return [dropTableSql(scratch, table.name), stage, ...analyzeSql(scratch, table)]
}

/** What lets a table be searched that was just written: one statement or none. */
export function analyzeSql(scratch: Scratch, table: ScratchTable): readonly string[] {
  const { analyze } = scratch.dialect
  return analyze === '' ? [] : [fill(analyze, scratch, table)]
}

/** Statement that drops a table, whether it is there or not. */
export function dropTableSql(scratch: Scratch, name: string): string {
  return `DROP TABLE IF EXISTS ${scratchTable(scratch, name)}`
}

function fill(template: string, scratch: Scratch, table: ScratchTable, select = ''): string {
  const { dialect, schema } = scratch
  const { types, keyPrefix = '' } = dialect
  const keys = table.columns
    .filter(({ isKey }) => isKey === true)
    .map(({ name, type }) => (type === (types.keyText ?? types.text) ? name + keyPrefix : name))
  const parts: Readonly<Record<string, string>> = {
    table: scratchTable(scratch, table.name),
    columns: table.columns.map(({ name, type }) => `${name} ${type}`).join(', '),
    keys: keys.join(', '),
    index: quoted(dialect, `${schema}_${table.name}_keys`),
    select,
  }
  return template.replaceAll(
    /\{(table|columns|keys|index|select)\}/g,
    (all, part: string) => parts[part] ?? all,
  )
}

function quoted({ quote }: PushdownDialect, text: string): string {
  return `${quote}${text.replaceAll(quote, quote + quote)}${quote}`
}
