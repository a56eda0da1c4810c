import { errorMessage, type Context, type RunInfo } from '@revetl/sdk'
import type { RedshiftConfig } from './config.ts'
import { queryLabel, type RedshiftSession } from './connect.ts'

// Times in microseconds: https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html (read 2026-11-27)
const askCost = `
  select query_id as "queryId", elapsed_time as "elapsedUs", queue_time as "queuedUs",
    execution_time as "executedUs", returned_rows as "returnedRows",
    returned_bytes as "returnedBytes"
  from sys_query_history where session_id = $1 and query_label = $2
  order by elapsed_time desc limit 1`

/**
 * Tells the log what the longest query of a run took. Redshift bills time of nodes and no query, so there is no price.
 * A read that is complete does not fail for want of it.
 */
export async function logCost(
  { client, backendId }: RedshiftSession,
  run: RunInfo,
  { log }: Context<RedshiftConfig>,
): Promise<void> {
  try {
    const { rows } = await client.query(askCost, [backendId, queryLabel(run)])
    if (rows[0]) log.info('Redshift ran the query of the model.', { ...rows[0] })
  } catch (error) {
    log.debug(`What the query took is not known: ${errorMessage(error)}`)
  }
}
