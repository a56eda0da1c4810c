import type { ModelQuery } from '@revetl/sdk'
import {
  describePostgresModel,
  modelStatement,
  requireDistinctColumns,
  requirePostgresQuery,
  type ModelColumn,
  type PostgresField,
} from '@revetl/sdk/sql'
import type { Client } from 'pg'
import { fieldColumn, isReal } from './column-types.ts'
import { dialect } from './dialect.ts'
import { modelError } from './model-errors.ts'

/** A model that the server has parsed, and the statement that reads it. */
export interface ModelShape {
  readonly columns: readonly ModelColumn<PostgresField>[]
  /** The model as a FROM item whose columns are the references. */
  readonly from: string
  /** One SELECT of the model's columns in the form in which they travel. */
  readonly select: string
}

/**
 * Finds out what a model is without running it.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, `REV_MODEL_NOT_FOUND`, `REV_AUTH_SCOPE`
 */
export async function shapeOfModel(client: Client, model: ModelQuery): Promise<ModelShape> {
  const sql = modelStatement(model, dialect)
  const fields = await describePostgresModel(client, sql, modelError)
  // Names of our own: the model's may be anything.
  const columns = fields.map((type, index) => ({
    column: fieldColumn(type),
    type,
    reference: `c${index + 1}`,
  }))
  requireDistinctColumns(columns.map(({ column }) => column))
  const values = columns.map(
    ({ type, reference }) => `m.${reference}${isReal(type) ? '::float8' : ''}`,
  )
  const from = `(\n${sql}\n) as m(${columns.map(({ reference }) => reference).join(', ')})`
  const select = `select ${values.join(', ')} from ${from}`
  await requirePostgresQuery(client, select, modelError)
  return { columns, from, select }
}
