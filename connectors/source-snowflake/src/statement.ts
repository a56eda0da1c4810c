import { errorMessage, RevError, type Context, type HttpResponse, type RunInfo } from '@revetl/sdk'
import type { SnowflakeConfig } from './config.ts'
import { snowflakeError } from './snowflake-errors.ts'
import {
  cancelStatement,
  fetchPartition,
  submitStatement,
  type ApiRow,
  type RowType,
  type StatementAnswer,
  type StatementOptions,
} from './sql-api.ts'

type Ctx = Context<SnowflakeConfig>

/** The beginning of a result. */
export interface StatementResult {
  readonly rowType: readonly RowType[]
  /** Rows of all partitions. */
  readonly rowCount: number
  readonly partitionCount: number
  /** The first partition. */
  readonly rows: readonly ApiRow[]
}

const firstWaitMs = 50
const longestWaitMs = 2_000

// https://docs.snowflake.com/en/sql-reference/parameters#query-tag (to be confirmed)
const tagCharsMax = 2_000

// What is still to be stopped when a connection is closed: a run that was stopped can send nothing any more.
const running = new WeakMap<SnowflakeConfig, Set<string>>()

/** A statement that was started. */
export class Statement {
  /** What Snowflake calls it, also in the history of queries. */
  readonly handle: string
  readonly #ctx: Ctx

  private constructor(ctx: Ctx, handle: string) {
    this.#ctx = ctx
    this.handle = handle
    handlesOf(ctx.config).add(handle)
  }

  /** Starts a statement. @throws what `snowflakeError` makes of the failure */
  static async start(ctx: Ctx, sql: string, options: StatementOptions): Promise<Statement> {
    const { statementHandle } = answerOf(await submitStatement(ctx, sql, options))
    if (statementHandle === undefined) throw notAnAnswer('a statement handle')
    return new Statement(ctx, statementHandle)
  }

  /** Waits for the end of the statement. */
  async result(): Promise<StatementResult> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const response = await fetchPartition(this.#ctx, this.handle, 0)
      // What has failed has ended.
      if (!response.isOk) this.settle()
      const { resultSetMetaData: meta, data } = answerOf(response)
      if (response.status !== 202) {
        if (meta === undefined || data === undefined) throw notAnAnswer('a result')
        const { numRows, rowType, partitionInfo = [] } = meta
        return { rowType, rowCount: numRows, partitionCount: partitionInfo.length, rows: data }
      }
      await this.#ctx.clock.sleep(waitMs, this.#ctx.signal)
    }
  }

  /** The rows of a partition other than the first. */
  async partition(number: number): Promise<readonly ApiRow[]> {
    const { data } = answerOf(await fetchPartition(this.#ctx, this.handle, number))
    if (data === undefined) throw notAnAnswer('a partition')
    return data
  }

  /** Says that the statement has come to its end, and nothing has to be stopped. */
  settle(): void {
    handlesOf(this.#ctx.config).delete(this.handle)
  }

  /** Stops the statement. Where nothing can be sent any more, that is left to the closing of the connection. */
  async cancel(): Promise<void> {
    if (!this.#ctx.signal.aborted) await cancelOne(this.#ctx, this.handle)
  }
}

/** Stops what still runs for a connection that is closed. */
export async function cancelRunning(ctx: Ctx): Promise<void> {
  for (const handle of handlesOf(ctx.config)) await cancelOne(ctx, handle)
  handlesOf(ctx.config).clear()
}

/** The tag of a query that belongs to a run, or to none. */
export function queryTag(run: RunInfo | undefined): string {
  return (run ? `rev run ${run.id} of ${run.sync}` : 'rev preview').slice(0, tagCharsMax)
}

/** Runs a statement of few rows. @throws what `snowflakeError` makes of the failure */
export async function ask(ctx: Ctx, sql: string): Promise<readonly ApiRow[]> {
  const rows: ApiRow[] = []
  const statement = await Statement.start(ctx, sql, { tag: 'rev' })
  const first = await statement.result()
  rows.push(...first.rows)
  for (let number = 1; number < first.partitionCount; number += 1) {
    for (const row of await statement.partition(number)) rows.push(row)
  }
  statement.settle()
  return rows
}

async function cancelOne(ctx: Ctx, handle: string): Promise<void> {
  try {
    await cancelStatement(ctx, handle)
    handlesOf(ctx.config).delete(handle)
  } catch (error) {
    ctx.log.debug(`The statement ${handle} was not cancelled: ${errorMessage(error)}`)
  }
}

function handlesOf(config: SnowflakeConfig): Set<string> {
  const known = running.get(config) ?? new Set()
  running.set(config, known)
  return known
}

// Values are texts, so that the parser of the language rounds none.
function answerOf(response: HttpResponse): StatementAnswer {
  let answer: StatementAnswer
  try {
    answer = JSON.parse(response.text()) as StatementAnswer
  } catch {
    answer = {}
  }
  if (!response.isOk) throw snowflakeError(answer, response.status)
  return answer
}

function notAnAnswer(expected: string): RevError {
  const message = `Failed to read from Snowflake: expected ${expected}, got another answer.`
  return new RevError('REV_READ_FAILED', message, { hint: 'Check `account` and `baseUrl`.' })
}
