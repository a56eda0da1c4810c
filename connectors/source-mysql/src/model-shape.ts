import type { Column, ModelQuery } from '@revetl/sdk'
import {
  describeAlone,
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
  const wire = await describeAlone({
    describe: () => describeStatement(connection, sql),
    toError: (error) => modelError(error, sql),
    parameter: '?',
  })
  const columns = requireDistinctColumns(wire.map((field) => wireColumn(field, options)))
  await requireQuery(connection, sql)
  return { sql, columns, wire }
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
