import type { Column, Context, ReadRequest, RunInfo } from '@revetl/sdk'
import {
  modelStatement,
  notAQuery,
  requireDistinctColumns,
  type ConvertValue,
} from '@revetl/sdk/sql'
import { requireForm, toColumn } from './column-types.ts'
import type { DatabricksConfig } from './config.ts'
import { isSyntaxError } from './databricks-errors.ts'
import { dialect } from './dialect.ts'
import { Statement } from './statement.ts'

/** A model that the engine has analysed, and the statement that reads it. */
export interface ModelShape {
  readonly columns: readonly Column[]
  /** What makes the text of each column canonical. */
  readonly converts: readonly ConvertValue<string>[]
  /** One SELECT of the model's columns in the form in which they travel; the model begins on its second line. */
  readonly select: string
}

/** Lines that stand before the model in every statement. */
export const linesBefore = 1

/** The SQL of a model and its columns, without reading it. @throws `REV_MODEL_*` with the place in the SQL */
export async function analyseModel(
  { model, run }: ReadRequest,
  ctx: Context<DatabricksConfig>,
): Promise<{ readonly sql: string; readonly columns: readonly Column[] }> {
  const sql = modelStatement(model, dialect)
  return { sql, columns: requireDistinctColumns(await describe(sql, run, ctx)) }
}

/** Finds out what a model is without reading it. @throws `REV_MODEL_*` with the place in the SQL */
export async function shapeOfModel(
  request: ReadRequest,
  ctx: Context<DatabricksConfig>,
): Promise<ModelShape> {
  const { rowsMax, run } = request
  const { sql, columns } = await analyseModel(request, ctx)
  const forms = columns.map(requireForm)
  // Names of our own: the model's may be anything.
  const names = forms.map((_form, index) => `c${index + 1}`)
  const texts = forms.map((form, index) => form.sql(`m.${names[index]}`))
  const limit = rowsMax === undefined ? '' : ` limit ${Math.trunc(rowsMax)}`
  const select = `select ${comment(run)} ${texts.join(', ')} from (\n${sql}\n) as m(${names.join(', ')})${limit}`
  return { columns, converts: forms.map(({ convert }) => convert), select }
}

/** DESCRIBE QUERY takes queries alone. What is a statement all the same can be explained; neither runs it. */
async function describe(
  sql: string,
  run: RunInfo | undefined,
  ctx: Context<DatabricksConfig>,
): Promise<readonly Column[]> {
  const described = await Statement.submit(ctx, `describe query ${comment(run)}\n${sql}`)
  if (isSyntaxError(await described.ended()) && (await isStatement(sql, run, ctx))) {
    throw notAQuery('it is a statement and no query')
  }
  const columns: Column[] = []
  for await (const rows of described.rows(linesBefore)) {
    columns.push(...rows.map(([name, type]) => toColumn(name ?? '', type ?? '')))
  }
  return columns
}

async function isStatement(
  sql: string,
  run: RunInfo | undefined,
  ctx: Context<DatabricksConfig>,
): Promise<boolean> {
  const explained = await Statement.submit(ctx, `explain ${comment(run)}\n${sql}`)
  return (await explained.ended()).status.state === 'SUCCEEDED'
}

/** By it the query history shows which run it was. It must hold no end of a comment. */
function comment(run: RunInfo | undefined): string {
  const what = run ? `rev run ${run.id} of ${run.sync}` : 'rev preview'
  return `/* ${what.replace(/[^\w.: -]/g, '_')} */`
}
