import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { RevError, type Column, type ModelQuery } from '@revetl/sdk'
import {
  modelStatement,
  notAQuery,
  requireDistinctColumns,
  type ModelDialect,
  type SqlLexicon,
} from '@revetl/sdk/sql'
import { toColumn } from './column-types.ts'
import { modelError, noQueryError } from './sqlite-errors.ts'

// https://www.sqlite.org/lang_comment.html and https://www.sqlite.org/lang_keywords.html (read 2026-11-27)
const lexicon: SqlLexicon = {
  space: /\s+|--[^\n]*/y,
  token: /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$\u0080-\uffff]+/y,
  nestsComments: false,
}

const dialect: ModelDialect = { name: 'SQLite', lexicon, quoteIdentifier: quoteName }

/** A name as a quoted SQL identifier. @throws `REV_MODEL_NOT_FOUND` for a name that SQLite cannot have */
export function quoteName(name: string): string {
  if (name !== '' && !name.includes('\0') && name.isWellFormed()) {
    return `"${name.replaceAll('"', '""')}"`
  }
  const message = `Failed to name ${JSON.stringify(name)}: expected text without NUL.`
  throw new RevError('REV_MODEL_NOT_FOUND', message)
}

/** A model that SQLite has understood, and the statement that reads it. */
export interface BoundModel {
  readonly columns: readonly Column[]
  /** It as it can stand in parentheses. */
  readonly sql: string
  readonly statement: StatementSync
}

interface ViewColumn {
  readonly type: string
}

/**
 * Finds out what a model is without running it.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, `REV_MODEL_NOT_FOUND`
 */
export function bindModel(
  database: DatabaseSync,
  model: ModelQuery,
  rowsMax: number | undefined,
): BoundModel {
  const sql = modelStatement(model, dialect)
  describeAlone(database, sql)
  const limit = rowsMax === undefined ? '' : ` limit ${Math.trunc(rowsMax)}`
  const statement = prepareWrapped(database, sql, limit)
  const types = castTypes(database)
  const origins = statement.columns()
  const columns = origins.map(({ name, column, type }, index) => {
    // A column of a table is what it was declared as; of expressions only a cast says what it gives.
    const declared = type ?? (column === null ? (types[index] ?? '') : '')
    return toColumn(name, declared)
  })
  return { columns: requireDistinctColumns(columns), sql, statement }
}

/** By itself the model must be one whole statement, so that nothing of it can reach out of the one around it. */
function describeAlone(database: DatabaseSync, sql: string): void {
  try {
    const columns = database.prepare(sql).columns()
    if (columns.length === 0) throw notAQuery('it returns no columns')
    requireDistinctColumns(columns.map(({ name }) => toColumn(name, '')))
  } catch (error) {
    throw modelError(error, sql)
  }
}

const view = '"_rev_model"'

/** A view holds one SELECT and no parameters. It lies beside the database, in memory. */
function prepareWrapped(database: DatabaseSync, sql: string, limit: string): StatementSync {
  try {
    database.exec(`create temp view ${view} as select * from (\n${sql}\n)`)
    return database.prepare(`select * from temp.${view}${limit}`)
  } catch (error) {
    const failed = modelError(error, sql)
    if (failed.message.includes('parameters are not allowed')) {
      const message = 'Failed to read the model: it has parameters such as ?.'
      const hint = 'A model takes no parameters; write the values into it.'
      throw new RevError('REV_MODEL_SQL', message, { cause: error, hint })
    }
    // By itself it was a statement, with all its tables: what fails now is that it cannot stand in parentheses.
    throw ['REV_MODEL_SQL', 'REV_MODEL_NOT_FOUND'].includes(failed.code)
      ? noQueryError(error)
      : failed
  }
}

function castTypes(database: DatabaseSync): readonly string[] {
  const rows = database.prepare(`pragma temp.table_info(${view})`).all()
  return (rows as unknown as readonly ViewColumn[]).map(({ type }) => type)
}
