import { errorMessage, type Context } from '@revetl/sdk'
import { untilEnded } from '@revetl/sdk/sql'
import type { StatementAnswer } from './answers.ts'
import {
  cancelStatement,
  readMetrics,
  readStatement,
  submitStatement,
  type StatementEffect,
} from './client.ts'
import type { DatabricksConfig } from './config.ts'
import { statementError } from './databricks-errors.ts'
import type { Row } from './json-rows.ts'
import { chunkRows, cutShort } from './result-chunks.ts'

type Ctx = Context<DatabricksConfig>

const pollMsMin = 20
const pollGrowth = 1.25
const pollMsMax = 2_000

/** A statement that was sent. */
export class Statement {
  readonly #ctx: Ctx
  #answer: StatementAnswer

  private constructor(ctx: Ctx, answer: StatementAnswer) {
    this.#ctx = ctx
    this.#answer = answer
  }

  /** Sends a statement. */
  static async submit(ctx: Ctx, sql: string, effect: StatementEffect = 'read'): Promise<Statement> {
    return new Statement(ctx, await submitStatement(ctx, sql, effect))
  }

  /** Waits for its end, good or bad: a warehouse that is asleep is started first. */
  async ended(): Promise<StatementAnswer> {
    const { clock, signal } = this.#ctx
    for (let waitMs = pollMsMin; isOpen(this.#answer); waitMs = nextWaitMs(waitMs)) {
      await clock.sleep(waitMs, signal)
      this.#answer = await readStatement(this.#ctx, this.#answer.statement_id)
    }
    return this.#answer
  }

  /**
   * The rows of its result, some at a time. It is complete before its first row can be had, and does not change.
   * @throws what has failed, with its place behind so many lines; `REV_READ_INCOMPLETE`
   */
  async *rows(linesBefore: number): AsyncGenerator<readonly Row[], void, void> {
    const answer = await this.ended()
    if (answer.status.state !== 'SUCCEEDED') throw statementError(answer, linesBefore)
    const { total_chunk_count: chunks = 0, total_row_count: expected = 0 } = answer.manifest ?? {}
    let rows = 0
    for (let chunk = 0; chunk < Number(chunks); chunk += 1) {
      for await (const some of chunkRows(this.#ctx, this.#answer, chunk)) {
        rows += some.length
        yield some
      }
    }
    if (rows === Number(expected) && answer.manifest?.truncated !== true) return
    throw cutShort(`${expected} rows`, `${rows}`)
  }

  /** Stops it at the server; where that fails, the log says so. */
  async cancel(): Promise<void> {
    try {
      await cancelStatement(this.#ctx, this.#answer.statement_id)
    } catch (error) {
      this.#ctx.log.debug(`The statement was not cancelled: ${errorMessage(error)}`)
    }
  }

  /** The same, and waits for its end, as long as a stopped run can. */
  async stop(): Promise<void> {
    await this.cancel()
    const id = this.#answer.statement_id
    await untilEnded(
      this.#ctx,
      async () => !isOpen(await readStatement(this.#ctx, id, { afterStop: true })),
    )
  }

  /** Tells the log what it took. A read that is complete does not fail for want of it. */
  async logCost(): Promise<void> {
    const { statement_id: statementId } = this.#answer
    try {
      const { res = [] } = await readMetrics(this.#ctx, statementId)
      const metrics = res[0]?.metrics ?? {}
      this.#ctx.log.info('Databricks ran the query of the model.', { statementId, ...metrics })
    } catch (error) {
      this.#ctx.log.debug(`What the query took is not known: ${errorMessage(error)}`)
    }
  }
}

function isOpen({ status }: StatementAnswer): boolean {
  return status.state === 'PENDING' || status.state === 'RUNNING'
}

function nextWaitMs(waitMs: number): number {
  return Math.min(waitMs * pollGrowth, pollMsMax)
}
