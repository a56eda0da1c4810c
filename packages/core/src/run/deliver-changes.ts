import type { BatchObject } from '@revetl/sdk'
import type { ChangeRow } from '../change-row.ts'
import { deliver } from '../deliver/deliver.ts'
import type { DeliveryResult, Journal } from '../deliver/delivery-options.ts'
import { GroupCommit } from '../deliver/group-commit.ts'
import type { OperationPlan } from '../deliver/operation-plan.ts'
import type { RepeatedWork } from '../deliver/retry-queue.ts'
import type { Intent, Settlement } from '../ledger.ts'
import type { PlanDescription } from './plan-file.ts'
import { operationPlan, operationNames, type PreparedSync } from './prepare-sync.ts'
import type { RunScope } from './run-scope.ts'

// Batches between their intent and their settlement, so it hides the latency of the host and of the commits.
const inFlightDefault = 32

interface DeliverChangesOptions {
  readonly scope: RunScope
  readonly prepared: PreparedSync
  readonly plan: Pick<PlanDescription, 'fields' | 'sql'>
  readonly rows: AsyncIterable<readonly ChangeRow[]>
  readonly replays?: readonly RepeatedWork[]
  /** The run whose plan the changes are of: a former one for replays. */
  readonly run: number
  readonly firstBatch: number
  readonly planned: number
}

/** Sends planned changes, journalled in the ledger with one durable commit for all batches that wait for one. */
export async function deliverChanges(options: DeliverChangesOptions): Promise<DeliveryResult> {
  const { scope, prepared, plan, planned } = options
  const { sync, services, destination, info, signal } = scope
  const { clock, random, log } = services
  const plans = new Map(
    operationNames(prepared.operations).map((name) => [name, operationPlan(prepared, name)]),
  )
  const startMs = clock.monotonicMs()
  return deliver(
    {
      destination,
      object: batchObject(prepared),
      fields: plan.fields,
      hasAllFields: plan.sql.hasAllFields === true,
      conditional: prepared.fields.filter(({ write }) => write !== 'always'),
      operationOf: ({ kind }) => plans.get(prepared.operations[kind] ?? 'upsert') as OperationPlan,
      journal: journalOf(scope, options.run),
      run: info,
      clock,
      random,
      signal,
      beforeSend: scope.assertLease,
      log,
      inFlightMax: sync.inFlightMax ?? inFlightDefault,
      patienceMs: sync.patienceMs,
      // Before what a dead run had sent is found nothing else may be sent; leaving it once more would move its time on.
      mayPark: options.replays === undefined,
      guard: sync.guard,
      firstBatch: options.firstBatch,
      rowsPlanned: options.replays === undefined ? planned : 0,
      onTally: ({ ok, rejected, skipped, held, pending }) => {
        const done = ok + rejected + skipped + held + pending
        const seconds = (clock.monotonicMs() - startMs) / 1000
        const perSecond = seconds > 0 ? done / seconds : 0
        scope.progress('deliver', {
          planned,
          done,
          rejected,
          perSecond,
          secondsLeft: perSecond > 0 ? (planned - done) / perSecond : undefined,
        })
      },
    },
    options.rows,
    options.replays,
  )
}

/** The object as batches name it. */
export function batchObject({ sync, object }: PreparedSync): BatchObject {
  return { name: sync.object, fields: object.fields }
}

type Entry =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | { readonly kind: 'settlement'; readonly settlement: Settlement }

/** A journal that writes whatever waits in one transaction each. */
export function journalOf({ services, lease }: RunScope, run: number): Journal {
  const { ledger, clock, random } = services
  const write = async (entries: readonly Entry[]): Promise<void> => {
    const intents = entries.flatMap((entry) => (entry.kind === 'intent' ? [entry.intent] : []))
    const settlements = entries.flatMap((entry) =>
      entry.kind === 'settlement' ? [entry.settlement] : [],
    )
    await ledger.record(
      lease,
      run,
      { intents, settlements },
      { now: clock.now(), random: random() },
    )
  }
  const commit = new GroupCommit<Entry>(write)
  return {
    intend: (intent) => commit.add({ kind: 'intent', intent }),
    settle: (settlement) => commit.add({ kind: 'settlement', settlement }),
  }
}
