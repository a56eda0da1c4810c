import { errorMessage, RevError, type Context, type HttpResponse, type RunInfo } from '@revetl/sdk'
import { untilEnded } from '@revetl/sdk/sql'
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

const firstWaitMs = 10
const longestWaitMs = 2_000

// https://docs.snowflake.com/en/sql-reference/parameters#query-tag (to be confirmed)
const tagCharsMax = 2_000

/** A statement that was started. One that is let go of before its end is stopped. */
export class Statement implements AsyncDisposable {
  /** What Snowflake calls it, also in the history of queries. */
  readonly handle: string
  readonly #ctx: Ctx
  #hasEnded = false

  private constructor(ctx: Ctx, handle: string) {
    this.#ctx = ctx
    this.handle = handle
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
      if (!response.isOk) this.#hasEnded = true
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
    this.#hasEnded = true
  }

  /** Stops the statement, where it has not ended, and waits for its end, so that nothing of it appears later. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return
    await this[Symbol.asyncDispose]()
    await untilEnded(this.#ctx, async () => {
      const { status } = await fetchPartition(this.#ctx, this.handle, 0, { afterStop: true })
      return status !== 202
    })
  }

  /** Stops the statement, where it has not ended; also after the run was stopped. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasEnded) return
    this.#hasEnded = true
    try {
      await cancelStatement(this.#ctx, this.handle)
    } catch (error) {
      this.#ctx.log.debug(`The statement ${this.handle} was not cancelled: ${errorMessage(error)}`)
    }
  }
}

/** The tag of a query that belongs to a run, or to none. */
export function queryTag(run: RunInfo | undefined): string {
  return (run ? `rev run ${run.id} of ${run.sync}` : 'rev preview').slice(0, tagCharsMax)
}

/** Runs a statement of few rows. @throws what `snowflakeError` makes of the failure */
export async function ask(ctx: Ctx, sql: string): Promise<readonly ApiRow[]> {
  await using statement = await Statement.start(ctx, sql, { tag: 'rev' })
  const { rows: first, partitionCount } = await statement.result()
  const rows = [...first]
  for (let number = 1; number < partitionCount; number += 1) {
    for (const row of await statement.partition(number)) rows.push(row)
  }
  statement.settle()
  return rows
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
