import { RevError, type Column, type ModelQuery } from '@revetl/sdk'
import {
  errorCodeOf,
  modelStatement,
  notAQuery,
  requireDistinctColumns,
  type ModelDialect,
} from '@revetl/sdk/sql'
import type { Connection } from 'mysql2'
import type { TypeOptions } from './column-types.ts'
import { lexicon } from './lexicon.ts'
import { modelError } from './model-errors.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { describeStatement } from './statements.ts'
import { wireColumn, type WireColumn } from './wire-column.ts'

const dialect: ModelDialect = { name: 'MySQL', lexicon, quoteIdentifier }

/** A model that the server has parsed. */
export interface ModelShape {
  readonly sql: string
  readonly columns: readonly Column[]
  readonly wire: readonly WireColumn[]
}

/**
 * Finds out what a model is without running it.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, `REV_MODEL_NOT_FOUND`, `REV_AUTH_SCOPE`
 */
export async function shapeOfModel(
  connection: Connection,
  model: ModelQuery,
  options: TypeOptions,
): Promise<ModelShape> {
  const sql = modelStatement(model, dialect)
  const wire = await describeAlone(connection, sql)
  const columns = requireDistinctColumns(wire.map((field) => wireColumn(field, options)))
  await requireQuery(connection, sql)
  return { sql, columns, wire }
}

/** By itself the model must be one whole statement, so that nothing of it can reach out of the one around it. */
async function describeAlone(connection: Connection, sql: string): Promise<readonly WireColumn[]> {
  try {
    const { columns, parameterCount } = await describeStatement(connection, sql)
    if (columns.length === 0) throw notAQuery('it returns no columns')
    if (parameterCount === 0) return columns
  } catch (error) {
    throw modelError(error, sql)
  }
  throw new RevError('REV_MODEL_SQL', 'Failed to read the model: it has parameters (?).', {
    hint: 'A model takes no parameters; write the values into it.',
  })
}

/** What is a statement by itself and not a part of a query is none: INSERT … RETURNING, SHOW, EXPLAIN, INTO OUTFILE. */
async function requireQuery(connection: Connection, sql: string): Promise<void> {
  try {
    await describeStatement(connection, `select 1 from (\n${sql}\n) as m`)
  } catch (error) {
    const code = errorCodeOf(error)
    // Columns whose names differ only in case are two for rev and one in a table of the server; that is no fault.
    if (code === 'ER_DUP_FIELDNAME') return
    throw code === 'ER_PARSE_ERROR'
      ? notAQuery('it is not a query', { cause: error })
      : modelError(error)
  }
}
