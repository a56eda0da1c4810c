import { errorMessage, type Context } from '@revetl/sdk'
import { errorCodeOf, runOneByOne, scratchRefused } from '@revetl/sdk/sql'
import type { MysqlConfig } from '../config.ts'
import { openSession } from '../connect.ts'
import { modelError } from '../model-errors.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { run } from '../statements.ts'

const refusals = /^ER_(DBACCESS|TABLEACCESS|SPECIFIC_ACCESS|ACCESS)_DENIED/

/** Makes sure of the database for scratch tables. @throws `REV_AUTH_SCOPE` with what to grant */
export async function prepareScratch(schema: string, ctx: Context<MysqlConfig>): Promise<void> {
  const name = quoteIdentifier(schema)
  await using session = await openSession(ctx.config, ctx.signal, 'write')
  // Of a table that nobody makes: a right that is missing is told before that.
  const table = `${name}.rev_no_table`
  const statements = [
    `create database if not exists ${name} character set utf8mb4`,
    `drop table if exists ${table}`,
    `insert into ${table} values (1)`,
    `select 1 from ${table}`,
  ]
  try {
    for (const statement of statements) await tried(() => run(session.connection, statement))
  } catch (error) {
    if (!refusals.test(errorCodeOf(error))) throw modelError(error)
    const grant = `As an administrator run \`create database if not exists ${name}; grant select, insert, create, drop on ${name}.* to …\``
    throw scratchRefused(schema, { why: errorMessage(error), grant, cause: error })
  }
}

async function tried(statement: () => Promise<void>): Promise<void> {
  try {
    await statement()
  } catch (error) {
    if (errorCodeOf(error) !== 'ER_NO_SUCH_TABLE') throw error
  }
}

// A join keeps rows there while it looks for theirs; what does not fit costs another pass over the other table.
const largeJoins = `set session join_buffer_size = ${128 << 20}`
const mariadbLargeJoins = `set session join_buffer_space_limit = ${256 << 20}`

/**
 * Runs statements, each whole or not at all: the server ends a transaction where a table is made.
 * @throws `REV_MODEL_*`, `REV_READ_FAILED`, `REV_RUN_CANCELLED`
 */
export async function executeStatements(
  statements: readonly string[],
  ctx: Context<MysqlConfig>,
): Promise<void> {
  await using session = await openSession(ctx.config, ctx.signal, 'write')
  const { connection, isMariadb } = session
  const settings = isMariadb ? [mariadbLargeJoins, largeJoins] : [largeJoins]
  await runOneByOne([...settings, ...statements], {
    signal: ctx.signal,
    run: (statement) => run(connection, statement),
    toError: modelError,
  })
}
