import { randomUUID } from 'node:crypto'
import { isRevError, type Context } from '@revetl/sdk'
import { runOneByOne, scratchRefused } from '@revetl/sdk/sql'
import type { SnowflakeConfig } from '../config.ts'
import { quoteIdentifier } from '../dialect.ts'
import { isRefusedObject } from '../snowflake-errors.ts'
import { Statement } from '../statement.ts'

type Ctx = Context<SnowflakeConfig>

const tag = 'rev scratch tables'

/** Makes sure of the schema for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Ctx): Promise<void> {
  try {
    await makeTableIn(schema, ctx)
  } catch (error) {
    if (!isRevError(error) || !isRefusedObject(error)) throw error
    throw scratchRefused(schema, {
      why: error.message,
      grant: grantText(schema, ctx.config),
      cause: error,
    })
  }
}

/** What may be done in a schema is known by doing it. A table is made without a warehouse. */
async function makeTableIn(schema: string, ctx: Ctx): Promise<void> {
  const name = quoteIdentifier(schema)
  const table = `${name}.${quoteIdentifier(`check_${randomUUID()}`)}`
  const statements = [`create transient table ${table} (one number(1,0))`, `drop table ${table}`]
  try {
    await executeStatements(statements, ctx)
  } catch (error) {
    if (!isRevError(error) || error.code !== 'REV_MODEL_NOT_FOUND') throw error
    // Only now: it takes a right on the database, which is not needed where the schema is there.
    await executeStatements([`create schema if not exists ${name}`, ...statements], ctx)
  }
}

// https://docs.snowflake.com/en/user-guide/security-access-control-privileges (read 2026-11-27)
function grantText(schema: string, { database, role }: SnowflakeConfig): string {
  const path = [database, schema].filter((part) => part !== undefined).map(quoteIdentifier)
  const name = path.join('.')
  const to = role === undefined ? '…' : quoteIdentifier(role)
  return `As an administrator run \`create schema if not exists ${name}; grant usage, create table on schema ${name} to role ${to}\``
}

/**
 * Runs statements, each in a session of its own that commits it: a request of the SQL API is one.
 * @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(statements: readonly string[], ctx: Ctx): Promise<void> {
  const run = (sql: string) => runStatement(sql, ctx)
  await runOneByOne(statements, { signal: ctx.signal, run, toError: (error) => error })
}

async function runStatement(sql: string, ctx: Ctx): Promise<void> {
  const statement = await Statement.start(ctx, sql, { tag })
  try {
    await statement.result()
    statement.settle()
  } catch (error) {
    await statement.stop()
    throw error
  }
}
