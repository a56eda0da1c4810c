import { hash } from 'node:crypto'
import { isRevError, RevError, type Batch, type RunInfo } from '@revetl/sdk'
import { BatchChange, freezeBatch } from '@revetl/sdk/host'
import type { ChangeRow } from '../change-row.ts'
import type { OpenDestination, WriteAnswer } from '../open-connections.ts'
import { applyWriteRules } from './apply-write-rules.ts'
import type { Work } from './batcher.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import { judgeAnswer, type Judgement } from './judge-answer.ts'

/** A throttle that does not say how long it lasts. */
export const throttleMinMs = 1000

/** A judged attempt. */
export interface AttemptResult {
  readonly judgement: Judgement
  readonly hasSent: boolean
  /** Whether the gateway sent the batch more than once, since it does not know what became of the first time. */
  readonly isInDoubt: boolean
}

/**
 * The key that names this content of this operation in this run, the same on every attempt. Another run has its own:
 * vendors repeat what they answered to a key, refusals too.
 */
export function idempotencyKeyOf(run: RunInfo, work: Work): string {
  // Rows of a batch stand in the order of the plan, on every attempt.
  const content = work.rows.map(({ identity }) => identity).join('\u001e')
  return hash('sha256', [run.id, run.sync, work.operation.name, content].join('\u001e'))
}

/** Sends one batch and judges the answer. Never throws for what a connector does. */
export async function sendBatch(
  options: DeliveryOptions,
  work: Work,
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { destination, run, log } = options
  const { resend, onAmbiguous } = work.operation
  let isInDoubt = false
  const scope = {
    run,
    signal,
    isResendable: resend === 'safe' && onAmbiguous !== 'hold',
    // The gateway lets a write that carries the key go out again; a vendor that ignores keys may get them all the same.
    ...(resend === 'key' ? { idempotencyKey } : {}),
    records: work.rows.length,
    onDoubt: () => {
      isInDoubt = true
    },
    ...(options.beforeSend === undefined ? {} : { beforeSend: options.beforeSend }),
  }
  let batch = toBatch(options, work, work.rows, idempotencyKey)
  let answer: WriteAnswer
  try {
    const rows = await applyWriteRules(options, work, scope)
    if (rows !== work.rows) batch = toBatch(options, work, rows, idempotencyKey)
    answer = await destination.write(batch, scope)
  } catch (error) {
    answer = { outcomes: undefined, error: lookupError(error), hasSent: false }
  }
  const judgement = judgeAnswer(batch, answer)
  // A throttle that was thrown came from the gateway, which holds everything back by itself.
  if (answer.error === undefined) tellThrottle(destination, judgement)
  for (const problem of judgement.problems) {
    log.warn(`The connector broke the contract: ${destination.redact(problem)}`, {
      sync: run.sync,
      operation: work.operation.name,
    })
  }
  return { judgement, hasSent: answer.hasSent !== false, isInDoubt }
}

function tellThrottle(destination: OpenDestination, { outcomes }: Judgement): void {
  const throttles = [...outcomes.values()].filter(
    (outcome) => outcome.status === 'retry' && outcome.scope === 'quota',
  )
  if (throttles.length === 0) return
  const waits = throttles.map((outcome) => ('afterMs' in outcome ? (outcome.afterMs ?? 0) : 0))
  destination.throttle(Math.max(throttleMinMs, ...waits))
}

/** Only a lookup can throw here: however it failed, nothing was written. */
function lookupError(error: unknown): unknown {
  if (!isRevError(error) || error.delivery !== 'unknown') return error
  return new RevError(error.code, error.message, { cause: error, delivery: 'not-applied' })
}

function toBatch(
  options: DeliveryOptions,
  work: Work,
  rows: readonly ChangeRow[],
  idempotencyKey: string,
): Batch {
  return freezeBatch({
    object: options.object,
    operation: work.operation.name,
    matchOn: work.operation.matchOn,
    fields: options.fields,
    // Rows that a write rule changed lack a field.
    hasAllFields: options.hasAllFields && rows === work.rows,
    changes: rows.map(
      (row) =>
        new BatchChange({
          id: row.id,
          kind: row.kind,
          key: row.key,
          json: row.json,
          remoteId: row.remoteId,
        }),
    ),
    idempotencyKey,
    attempt: work.attempt,
  })
}
