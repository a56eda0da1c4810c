import {
  DuckDBInstance,
  DuckDBScalarFunction,
  VARCHAR,
  type DuckDBConnection,
} from '@duckdb/node-api'
import type { ScalarFunction, StagedColumn } from '../../src/compiled-mapping.ts'
import { compileMapping } from '../../src/map/compile-mapping.ts'
import type { Expression, FunctionName, MappedField } from '../../src/mapped-field.ts'
import { quoteName } from '../../src/sql.ts'

const place = { file: 'syncs/test.yaml', line: 1, column: 1 }

/** The variables of a run. */
export const variables = {
  'run.id': 'r-1',
  'run.started_at': '2026-03-01T10:00:00Z',
  'sync.name': 'people',
}

/** An empty DuckDB. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  return connection
}

/** A mapped field. */
export function mapped(expression: Expression, field = 'f'): MappedField {
  return { field, expression, write: 'always', nulls: 'send', place }
}

/** A column as an expression. */
export function column(name: string): Expression {
  return { kind: 'column', column: name, place }
}

/** A call as an expression; the options have the names of `mapping-functions.ts`. */
export function call(
  name: FunctionName,
  args: readonly Expression[],
  options: Extract<Expression, { kind: 'call' }>['options'] = {},
): Expression {
  return { kind: 'call', function: name, args, options, place }
}

/** What a field came to in one row. */
export interface MappedValue {
  readonly json: string
  readonly problem: string | null
}

/** A column of the stage with one value, given as SQL. */
export interface TestColumn extends StagedColumn {
  readonly sql: string
}

/** Maps one row. */
export async function mapRow(
  connection: DuckDBConnection,
  columns: readonly TestColumn[],
  fields: readonly MappedField[],
): Promise<readonly MappedValue[]> {
  const stage = columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`)
  const list = stage.length === 0 ? '1' : stage.join(', ')
  const rows = await mapRows(connection, `SELECT ${list}`, columns, fields)
  return rows[0] ?? []
}

/** Maps every row of a SELECT. */
export async function mapRows(
  connection: DuckDBConnection,
  stage: string,
  columns: readonly StagedColumn[],
  fields: readonly MappedField[],
): Promise<readonly (readonly MappedValue[])[]> {
  const mapping = compileMapping(fields, columns, variables)
  registerScalarFunctions(connection, mapping.scalarFunctions)
  const list = mapping.fields.flatMap(({ json, problem }) => [json, problem ?? 'NULL'])
  const reader = await connection.runAndReadAll(`SELECT ${list.join(', ')} FROM (${stage}) AS s`)
  return reader.getRows().map((row) =>
    mapping.fields.map((_, index) => ({
      json: row[index * 2] as string,
      problem: row[index * 2 + 1] as string | null,
    })),
  )
}

/** Lets SQL call functions of JavaScript. */
export function registerScalarFunctions(
  connection: DuckDBConnection,
  functions: readonly ScalarFunction[],
): void {
  for (const { name, parameters, call: run } of functions) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
        returnType: VARCHAR,
        specialHandling: true,
        mainFunction: (_info, input, output) => {
          const inputs = input.getColumns() as (string | null)[][]
          for (let row = 0; row < input.rowCount; row++) {
            output.setItem(row, run(...inputs.map((one) => one[row] ?? null)))
          }
          output.flush()
        },
      }),
    )
  }
}
