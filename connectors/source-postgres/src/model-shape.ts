import { RevError, type ModelQuery } from '@revetl/sdk'
import {
  describePostgresModel,
  modelStatement,
  postgresModelError,
  requireDistinctColumns,
  requirePostgresQuery,
  type ModelColumn,
  type ModelDialect,
  type PostgresField,
} from '@revetl/sdk/sql'
import type { Client } from 'pg'
import { toColumn, type TypeFacts } from './column-types.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { lexicon } from './lexicon.ts'
import { printedSql } from './printed-sql.ts'

const dialect: ModelDialect = { name: 'Postgres', lexicon, quoteIdentifier }

/** A model that the server has parsed, and the statement that reads it. */
export interface ModelShape {
  readonly columns: readonly ModelColumn<TypeFacts>[]
  /** The model as a FROM item whose columns are the references. */
  readonly from: string
  /** One SELECT of the model's columns, each printed as its canonical text. */
  readonly select: string
}

/**
 * Finds out what a model is without running it.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, `REV_MODEL_NOT_FOUND`, `REV_AUTH_SCOPE`
 */
export async function shapeOfModel(client: Client, model: ModelQuery): Promise<ModelShape> {
  const sql = modelStatement(model, dialect)
  const fields = await describePostgresModel(client, sql, postgresModelError)
  const types = await typesOf(client, fields)
  const names = fields.map((_field, index) => `c${index + 1}`)
  const values = names.map((name, index) => printedSql(factAt(types, index), `m.${name}`))
  // The names of the model's columns stay out of the statement: they may be anything, twice even.
  const from = `(\n${sql}\n) as m(${names.join(', ')})`
  const select = `select ${values.join(', ')} from ${from}`
  await requirePostgresQuery(client, select, postgresModelError)
  const columns = fields.map(({ name }, index): ModelColumn<TypeFacts> => {
    const type = factAt(types, index)
    return { column: toColumn(name, type), type, reference: names[index] ?? '' }
  })
  requireDistinctColumns(columns.map(({ column }) => column))
  return { columns, from, select }
}

async function typesOf(
  client: Client,
  fields: readonly PostgresField[],
): Promise<readonly TypeFacts[]> {
  const { rows } = await client.query<TypeFacts>(
    `select t.oid::int8::float8 as oid, f.modifier, format_type(t.oid, f.modifier) as name,
       t.typtype as kind, t.typcategory as category
     from unnest($1::oid[], $2::int4[]) with ordinality as f(oid, modifier, n)
     join pg_catalog.pg_type t on t.oid = f.oid order by f.n`,
    [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
  )
  return rows
}

function factAt(types: readonly TypeFacts[], index: number): TypeFacts {
  const facts = types[index]
  if (facts) return facts
  throw new RevError('REV_READ_FAILED', 'Failed to read the model: Postgres does not know a type.')
}
