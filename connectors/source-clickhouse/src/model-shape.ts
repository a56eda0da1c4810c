import type { Column, Context, ReadRequest } from '@revetl/sdk'
import { modelStatement, requireDistinctColumns } from '@revetl/sdk/sql'
import { RevError } from '@revetl/sdk'
import { ask, type OpenClient } from './client.ts'
import { plainType, toColumn } from './column-types.ts'
import type { ClickhouseConfig } from './config.ts'
import { dialect, quoteIdentifier } from './dialect.ts'

/** A model that the server has analysed. */
export interface ModelShape {
  readonly sql: string
  readonly columns: readonly Column[]
}

interface Described {
  readonly name: string
  readonly type: string
}

/** Finds out what a model is without running it. @throws `REV_MODEL_*`, `REV_AUTH_*`, `REV_NETWORK_UNREACHABLE` */
export async function shapeOfModel(
  { client }: OpenClient,
  { model }: ReadRequest,
  { signal }: Context<ClickhouseConfig>,
): Promise<ModelShape> {
  const sql = modelStatement(model, dialect)
  const described = await ask<Described>(client, signal, `describe table (\n${sql}\n)`)
  const columns = described.map(({ name, type }) => toColumn(name, type))
  for (const { name, sourceType = '' } of columns) refuseState(name, sourceType)
  return { sql, columns: requireDistinctColumns(columns) }
}

function refuseState(column: string, type: string): void {
  if (plainType(type).name !== 'AggregateFunction') return
  const message = `Failed to read the model: ${column} is the state of an aggregate, which is no value.`
  throw new RevError('REV_MODEL_SQL', message, {
    hint: `Expected a value; write finalizeAggregation(${quoteIdentifier(column)}) in the SQL.`,
  })
}

/** The query that reads a model: each column as the server prints it best, under a name that collides with none. */
export function readStatement({ sql, columns }: ModelShape, rowsMax: number | undefined): string {
  const list = columns.map((column, index) => `${expressionOf(column)} as ${aliasOf(index)}`)
  const limit = rowsMax === undefined ? '' : ` limit ${Math.trunc(rowsMax)}`
  return `select ${list.join(', ')} from (\n${sql}\n) as rev_model${limit} format Template`
}

function expressionOf(column: Column): string {
  const reference = `rev_model.${quoteIdentifier(column.name)}`
  return column.type === 'json' ? jsonExpression(column, reference) : reference
}

/** The text of a value that becomes JSON. */
export function jsonExpression({ nullable }: Pick<Column, 'nullable'>, reference: string): string {
  const text = `toJSONString(${reference})`
  return nullable === true ? `if(isNull(${reference}), null, ${text})` : text
}

function aliasOf(index: number): string {
  return `rev_${index}`
}

/** The mark of the last line. No row has it: a backslash in a value is written twice. */
export const endMark = '\\.'

/**
 * Rows as tab-separated lines with a line at the end that only a complete result has:
 * https://clickhouse.com/docs/interfaces/formats/Template (read 2026-11-27)
 */
export function formatSettings({ columns }: ModelShape): Record<string, string> {
  const row = columns.map((_column, index) => `\${${aliasOf(index)}:Escaped}`).join('\t')
  const end = ['rows', 'time', 'rows_read', 'bytes_read'].map((name) => `\${${name}:Escaped}`)
  return {
    format_template_row_format: `${row}\n`,
    format_template_rows_between_delimiter: '',
    format_template_resultset_format: `\${data}${[endMark, ...end].join('\t')}\n`,
  }
}
