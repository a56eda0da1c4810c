import type { Column, ModelQuery } from '@revetl/sdk'
import {
  describePostgresModel,
  modelStatement,
  requireDistinctColumns,
  requirePostgresQuery,
  type ConvertValue,
} from '@revetl/sdk/sql'
import type { Client } from 'pg'
import { canonicalText } from './canonical-text.ts'
import { fieldColumn, isReal } from './column-types.ts'
import { dialect } from './dialect.ts'
import { modelError } from './model-errors.ts'

/** A model that the server has parsed, and the statement that reads it. */
export interface ModelShape {
  readonly columns: readonly Column[]
  /** What makes the text of each column canonical. */
  readonly converts: readonly ConvertValue<string>[]
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
  const columns = requireDistinctColumns(fields.map(fieldColumn))
  // Names of our own: the model's may be anything.
  const names = fields.map((_field, index) => `c${index + 1}`)
  const values = fields.map((field, index) => `m.${names[index]}${isReal(field) ? '::float8' : ''}`)
  const select = `select ${values.join(', ')} from (\n${sql}\n) as m(${names.join(', ')})`
  await requirePostgresQuery(client, select, modelError)
  return { columns, converts: fields.map(canonicalText), select }
}
