import type { RevError } from '../../errors.ts'
import { errorCodeOf } from '../connection-error.ts'
import { describeAlone } from '../describe-alone.ts'
import { notAQuery } from '../model-text.ts'
import {
  describePostgresStatement,
  type PostgresField,
  type SubmittingClient,
} from './describe-statement.ts'
import type { ModelText } from './model-error.ts'

/** What an error of the server means for a model. */
export type ToModelError = (error: unknown, model?: ModelText) => RevError

/** The columns of a model that stands alone. Nothing is run. @throws `REV_MODEL_*` with the position in the SQL */
export function describePostgresModel(
  client: SubmittingClient,
  sql: string,
  toError: ToModelError,
): Promise<readonly PostgresField[]> {
  return describeAlone({
    describe: () => describePostgresStatement(client, sql),
    toError: (error) => toError(error, { sql, prefix: '' }),
    parameter: '$1',
  })
}

/**
 * Has the server parse the statement that is put around a model. What is a statement by itself and not a part of a
 * query is none: INSERT … RETURNING, SHOW, EXPLAIN.
 * @throws `REV_MODEL_NOT_A_QUERY`
 */
export async function requirePostgresQuery(
  client: SubmittingClient,
  select: string,
  toError: ToModelError,
): Promise<void> {
  try {
    await describePostgresStatement(client, select)
  } catch (error) {
    const isNoQuery = ['42601', '0A000'].includes(errorCodeOf(error))
    throw isNoQuery ? notAQuery('it is not a query', { cause: error }) : toError(error)
  }
}
