import { ok, type Batch, type LookupRequest, type Outcome, type RevError } from '@revetl/sdk'
import type { ChangeRow } from '../../src/change-row.ts'
import { deliver } from '../../src/deliver/deliver.ts'
import type { DeliveryOptions, DeliveryResult } from '../../src/deliver/delivery-options.ts'
import type { OperationPlan } from '../../src/deliver/operation-plan.ts'
import type { RepeatedWork } from '../../src/deliver/retry-queue.ts'
import type { Intent, Settlement } from '../../src/ledger.ts'
import type { CallScope, OpenDestination } from '../../src/open-connections.ts'
import { quickClock } from '../quick-clock.ts'

/** What a destination does with a batch: it answers, or throws as a connector would. */
export type Behaviour = (
  batch: Batch,
  scope: CallScope,
) => readonly Outcome[] | Promise<readonly Outcome[]>

/** Changes with the ids 0 to `count` - 1. */
export function changes(count: number, kind: ChangeRow['kind'] = 'added'): ChangeRow[] {
  return Array.from({ length: count }, (_, seq) => ({
    seq,
    id: String(seq),
    kind,
    key: `[${seq}]`,
    fingerprint: `f${seq}`,
    identity: `${kind} ${seq}`,
    remoteId: undefined,
    isAgain: false,
    json: JSON.stringify({ id: seq, name: `n${seq}` }),
    match: String(seq),
  }))
}

/** An operation whose members a test sets. */
export function operation(more: Partial<OperationPlan> = {}): OperationPlan {
  return {
    name: 'upsert',
    limits: { recordsMax: 10 },
    resend: 'safe',
    matchOn: ['id'],
    onAmbiguous: 'retry',
    inFlightMax: Infinity,
    visibleAfterMs: 0,
    ...more,
  }
}

async function nothing(): Promise<never> {
  throw new Error('not part of a delivery')
}

/** A delivery to a destination that a test plays, with a journal that it can read. */
export class DeliveryFixture {
  readonly batches: Batch[] = []
  readonly intents: Intent[] = []
  readonly settlements: Settlement[] = []
  readonly throttles: number[] = []
  readonly stop = new AbortController()
  behaviour: Behaviour = (batch) => batch.changes.map((change) => ok(change))
  lookup: OpenDestination['lookup'] = async () => []
  lookups: LookupRequest[] = []
  options: Partial<DeliveryOptions> = {}
  /** Makes the journal fail. */
  journalError: ((entry: 'intent' | 'settlement') => Error | undefined) | undefined

  /** Delivers changes, all by one operation unless the options say more. */
  async deliver(
    rows: readonly ChangeRow[],
    plan = operation(),
    replays: readonly RepeatedWork[] = [],
  ): Promise<DeliveryResult> {
    const pages = async function* () {
      for (let start = 0; start < rows.length; start += 7) yield rows.slice(start, start + 7)
    }
    return deliver(
      {
        destination: this.#destination(),
        object: { name: 'things', fields: {} },
        fields: [{ name: 'id', type: 'integer' }],
        hasAllFields: true,
        conditional: [],
        operationOf: () => plan,
        journal: {
          intend: async (intent) => this.#record('intent', () => this.intents.push(intent)),
          settle: async (one) => this.#record('settlement', () => this.settlements.push(one)),
        },
        run: { id: 'run-1', sync: 'things', startedAt: '2026-01-01T00:00:00.000Z' },
        clock: quickClock(),
        random: () => 0.5,
        signal: this.stop.signal,
        log: { debug() {}, info() {}, warn() {}, error() {} },
        inFlightMax: 4,
        mayPark: true,
        patienceMs: 60_000,
        guard: { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 50, rejectsMin: 1e9 },
        firstBatch: 0,
        rowsPlanned: rows.length,
        ...this.options,
      },
      pages(),
      replays,
    )
  }

  /** How often each change was sent. */
  get timesSent(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { id } of this.batches.flatMap((batch) => batch.changes)) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  /** The positions that were settled as delivered. */
  get delivered(): readonly number[] {
    return this.settlements.flatMap((one) => one.delivered).toSorted((a, b) => a - b)
  }

  #record(entry: 'intent' | 'settlement', record: () => void): void {
    const error = this.journalError?.(entry)
    if (error) throw error
    record()
  }

  #destination(): OpenDestination {
    return {
      check: nothing,
      discover: nothing,
      describeObject: () => ({ fields: {}, isOpen: true, operations: {} }) as never,
      session: nothing,
      lookup: async (request, scope) => {
        this.lookups.push(request)
        return this.lookup(request, scope)
      },
      write: async (batch, scope) => {
        this.batches.push(batch)
        try {
          return { outcomes: await this.behaviour(batch, scope), error: undefined, hasSent: true }
        } catch (error) {
          const isKnown = (error as RevError).delivery === 'not-sent'
          return { outcomes: undefined, error, hasSent: !isKnown }
        }
      },
      quotas: [],
      throttle: (afterMs) => void this.throttles.push(afterMs),
      stats: () => ({ requests: 0, retries: 0 }),
      redact: (text) => text,
      [Symbol.asyncDispose]: async () => {},
    }
  }
}
