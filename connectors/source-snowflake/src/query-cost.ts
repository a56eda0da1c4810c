import { errorMessage, type Context } from '@revetl/sdk'
import type { SnowflakeConfig } from './config.ts'
import { quoteIdentifier, quoteText } from './dialect.ts'
import { ask } from './statement.ts'

/**
 * Writes into the log what a query cost. The history of a user's own queries needs no grant, but a database to ask in:
 * https://docs.snowflake.com/en/sql-reference/functions/query_history (to be confirmed)
 */
export async function logCost(queryId: string, ctx: Context<SnowflakeConfig>): Promise<void> {
  const { database } = ctx.config
  const message = 'Snowflake ran the query of the model.'
  if (database === undefined) return ctx.log.info(message, { queryId })
  const sql = `
    select bytes_scanned, rows_produced, total_elapsed_time, execution_time, warehouse_size
    from table(${quoteIdentifier(database)}.information_schema.query_history(result_limit => 1000))
    where query_id = ${quoteText(queryId)}`
  try {
    const [row] = await ask(ctx, sql)
    if (row === undefined) return ctx.log.info(message, { queryId })
    const [bytesScanned, rows, totalMs, executionMs, warehouseSize] = row
    return ctx.log.info(message, {
      queryId,
      bytesScanned: Number(bytesScanned),
      rows: Number(rows),
      totalMs: Number(totalMs),
      executionMs: Number(executionMs),
      warehouseSize: warehouseSize ?? null,
    })
  } catch (error) {
    // The read itself is complete.
    ctx.log.debug(`The cost of ${queryId} was not told: ${errorMessage(error)}`)
    return ctx.log.info(message, { queryId })
  }
}
