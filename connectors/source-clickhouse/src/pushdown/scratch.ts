import { randomUUID } from 'node:crypto'
import { ClickHouseError } from '@clickhouse/client'
import { errorMessage, isRevError, type Context } from '@revetl/sdk'
import { runOneByOne, scratchRefused } from '@revetl/sdk/sql'
import { clickhouseError } from '../clickhouse-errors.ts'
import { killQuery, openClient, writeSettings } from '../client.ts'
import type { ClickhouseConfig } from '../config.ts'
import { quoteIdentifier } from '../dialect.ts'

// A right that is missing, and a user that may only read.
const refusals = ['497', '164']

/** Makes sure of the database for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(
  schema: string,
  ctx: Context<ClickhouseConfig>,
): Promise<void> {
  const name = quoteIdentifier(schema)
  // What may be done to a table is known by doing it.
  const table = `${name}.${quoteIdentifier(`check_${randomUUID()}`)}`
  try {
    await runStatements(
      [
        `create database if not exists ${name}`,
        `create table ${table} (one UInt8) engine = MergeTree order by tuple()`,
        `insert into ${table} select 1`,
        `drop table ${table}`,
      ],
      ctx,
      (error) => error,
    )
  } catch (error) {
    if (isRevError(error)) throw error
    const isRefused = error instanceof ClickHouseError && refusals.includes(error.code)
    if (!isRefused) throw clickhouseError(error)
    const grant = `As an administrator run \`create database if not exists ${name}; grant select, insert, create table, drop table on ${name}.* to …\``
    throw scratchRefused(schema, { why: errorMessage(error), grant, cause: error })
  }
}

/**
 * Runs statements, one by one: there are no transactions. What a failed one leaves of a table is never read.
 * @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<ClickhouseConfig>,
): Promise<void> {
  await runStatements(statements, ctx, clickhouseError)
}

async function runStatements(
  statements: readonly string[],
  ctx: Context<ClickhouseConfig>,
  toError: (error: unknown) => unknown,
): Promise<void> {
  const { signal } = ctx
  await using open = openClient(ctx)
  const run = async (query: string): Promise<void> => {
    const queryId = `rev-scratch-${randomUUID()}`
    try {
      await open.client.command({
        query,
        query_id: queryId,
        abort_signal: signal,
        clickhouse_settings: writeSettings,
      })
    } catch (error) {
      // A request that is gone does not stop what writes, and a table could appear behind its DROP.
      if (signal.aborted) await killQuery(ctx, queryId, 'SYNC')
      throw error
    }
  }
  await runOneByOne(statements, { signal, run, toError })
}
