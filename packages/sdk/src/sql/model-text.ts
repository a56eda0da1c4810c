import { RevError, type FilePlace, type RevErrorOptions } from '../errors.ts'
import type { Column, ModelQuery } from '../model.ts'
import { splitStatements, type SqlLexicon } from './split-statements.ts'

/** How one kind of database writes a model. */
export interface ModelDialect {
  /** The name in messages. */
  readonly name: string
  readonly lexicon: SqlLexicon
  readonly quoteIdentifier: (name: string) => string
}

/**
 * The one statement of a model, as it can stand in parentheses.
 * @throws `REV_MODEL_NOT_A_QUERY` for none or several, `REV_CONFIG_INVALID` for files
 */
export function modelStatement(model: ModelQuery, dialect: ModelDialect): string {
  if (model.kind === 'table') {
    return `select * from ${model.table.map((part) => dialect.quoteIdentifier(part)).join('.')}`
  }
  if (model.kind === 'files') {
    const message = `Failed to read the model: ${dialect.name} reads no files.`
    throw new RevError('REV_CONFIG_INVALID', message, { hint: 'Give the model `sql` or `table`.' })
  }
  const statements = splitStatements(model.sql, dialect.lexicon)
  const [first, second] = statements
  if (!first) throw notAQuery('it is empty')
  if (second) {
    const place = placeInSql(model.sql, Array.from(model.sql.slice(0, second.start)).length)
    throw notAQuery(`it has ${statements.length} statements`, { place })
  }
  return model.sql.slice(0, first.end)
}

/** The error of a model that is something else than one query. */
export function notAQuery(why: string, options: RevErrorOptions = {}): RevError {
  return new RevError('REV_MODEL_NOT_A_QUERY', `Failed to read the model: ${why}.`, {
    hint: 'Expected exactly one SELECT, WITH … SELECT, VALUES or TABLE that writes nothing.',
    ...options,
  })
}

/** The place of a code point (from 0) in a SQL text. The column counts UTF-16 units, as editors do. */
export function placeInSql(sql: string, codePoint: number): FilePlace {
  const before = Array.from(sql).slice(0, Math.max(0, codePoint))
  const lines = before.join('').split('\n')
  return { file: '', line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** The same columns. @throws `REV_MODEL_SQL` where two have the same name */
export function requireDistinctColumns(columns: readonly Column[]): readonly Column[] {
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) {
      const message = `Failed to read the model: two columns are named ${name}.`
      const hint = 'Give each column a name of its own with `as`.'
      throw new RevError('REV_MODEL_SQL', message, { hint })
    }
    names.add(name)
  }
  return columns
}

/** The error of a statement that its run has stopped. */
export function statementStopped(cause: unknown): RevError {
  return new RevError('REV_RUN_CANCELLED', 'The statement was stopped before its end.', { cause })
}

/** The error of a read that its run has stopped. */
export function readStopped(cause: unknown): RevError {
  return new RevError('REV_RUN_CANCELLED', 'The read was stopped before its end.', { cause })
}
