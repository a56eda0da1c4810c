import { StatementType, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api'
import { RevError, type Context, type ModelQuery, type ReadRequest } from '@revetl/sdk'
import type { DuckdbConfig } from './config.ts'
import { modelError, readFault, withoutPlace } from './duckdb-errors.ts'
import { filesSql } from './files/file-models.ts'
import { refuseShadowedFiles } from './files/shadowed-files.ts'
import { quoteName, withoutSemicolons } from './sql-text.ts'

/** A column as DuckDB's binder names and types it. */
export interface BoundColumn {
  readonly name: string
  readonly type: DuckDBType
}

/** A model that DuckDB has understood and not yet read. */
export interface BoundModel {
  /** One SELECT that can stand in parentheses. */
  readonly sql: string
  readonly columns: readonly BoundColumn[]
}

/**
 * Finds the columns of a model.
 * @throws `REV_MODEL_SQL`, `REV_MODEL_NOT_A_QUERY`, `REV_MODEL_NOT_FOUND`, `REV_MODEL_COLUMN`.
 */
export async function bindModel(
  connection: DuckDBConnection,
  request: ReadRequest,
  ctx: Context<DuckdbConfig>,
): Promise<BoundModel> {
  const sql = statementOf(request.model, ctx.config)
  if (request.model.kind === 'sql') refuseShadowedFiles(sql, request.projectPath)
  const columns = await bindStatement(connection, sql).catch((error: unknown) => {
    throw request.model.kind === 'table'
      ? tableError(request.model, sql, error)
      : toRevError(sql, error)
  })
  refuseDuplicates(columns)
  const inner = withoutSemicolons(sql)
  await refuseNonTable(connection, inner)
  return { sql: inner, columns }
}

/** PRAGMA counts as a SELECT for DuckDB and still cannot be read from. */
async function refuseNonTable(connection: DuckDBConnection, sql: string): Promise<void> {
  const prepared = await connection.prepare(`FROM (${sql}\n)`).catch((error: unknown) => {
    throw readFault(error).kind === 'Parser'
      ? notAQuery('nothing can be selected from it')
      : modelError(sql, withoutPlace(error))
  })
  prepared.destroySync()
}

function statementOf(model: ModelQuery, config: DuckdbConfig): string {
  switch (model.kind) {
    case 'sql':
      return model.sql
    case 'table':
      return `SELECT * FROM ${model.table.map(quoteName).join('.')}`
    case 'files':
      return filesSql(model.paths, config)
  }
}

async function bindStatement(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly BoundColumn[]> {
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    // A text without any statement makes the binding fail in a way of its own.
    if (readFault(error).kind === 'Unknown') throw notAQuery('it is empty')
    throw error
  })
  if (statements.count !== 1) throw notAQuery(`it consists of ${statements.count} statements`)
  const prepared = await statements.prepare(0)
  try {
    if (prepared.statementType !== StatementType.SELECT) {
      throw notAQuery(`it is ${StatementType[prepared.statementType] ?? 'something else'}`)
    }
    if (prepared.parameterCount > 0) throw notAQuery('it has parameters')
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      type: prepared.columnType(index),
    }))
  } finally {
    prepared.destroySync()
  }
}

function notAQuery(why: string): RevError {
  return new RevError(
    'REV_MODEL_NOT_A_QUERY',
    `Failed to read the model: ${why}. Expected exactly one SELECT.`,
  )
}

function toRevError(sql: string, error: unknown): RevError {
  return error instanceof RevError ? error : modelError(sql, error)
}

function tableError(
  model: Extract<ModelQuery, { kind: 'table' }>,
  sql: string,
  error: unknown,
): RevError {
  const { kind, message } = readFault(error)
  if (kind !== 'Catalog') return toRevError(sql, error)
  const suggestion = /Did you mean "(.+?)"/.exec(message)?.[1]
  return new RevError(
    'REV_MODEL_NOT_FOUND',
    `Failed to read the model: there is no table ${model.table.join('.')}.`,
    { cause: error, ...(suggestion === undefined ? {} : { hint: `Is it ${suggestion}?` }) },
  )
}

function refuseDuplicates(columns: readonly BoundColumn[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    // DuckDB does not tell Id from id, so a staged table could not hold both.
    const folded = name.toLowerCase()
    if (seen.has(folded)) {
      throw new RevError(
        'REV_MODEL_COLUMN',
        `Failed to read the model: two of its columns are called ${name}.`,
        { hint: 'Give one of them another name with AS; upper and lower case count as the same.' },
      )
    }
    seen.add(folded)
  }
}
