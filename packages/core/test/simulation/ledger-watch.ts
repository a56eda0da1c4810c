import type { Intent, Lease, Settlement } from '../../src/ledger.ts'
import type { AppliedOperation, SentRequest } from './destination-model.ts'
import type { KnownIntent, RunRecord } from './run-record.ts'

/** What the ledger was told, seen from outside: which intents there are and what was settled of them. */
export class LedgerWatch {
  readonly #intents = new Map<string, KnownIntent>()
  readonly #byKey = new Map<string, KnownIntent>()
  readonly #delivered = new Set<string>()
  readonly #crashes = new Map<string, number>()
  readonly epochs = new Map<string, number>()

  /** Takes a durable write of intents and settlements. */
  record(
    record: RunRecord,
    run: number,
    entries: { readonly intents: readonly Intent[]; readonly settlements: readonly Settlement[] },
  ): void {
    for (const intent of entries.intents) {
      const known = { intent, run, record, isSettled: false }
      this.#intents.set(`${run}/${intent.batch}`, known)
      if (intent.idempotencyKey !== '') this.#byKey.set(intent.idempotencyKey, known)
    }
    for (const { batch, delivered } of entries.settlements) {
      const known = this.#intents.get(`${run}/${batch}`)
      if (known !== undefined) known.isSettled = true
      for (const seq of delivered) this.#delivered.add(`${run}/${seq}`)
    }
  }

  /** Forgets a run whose session was taken back. */
  forget(run: number): void {
    for (const place of this.#delivered) {
      if (place.startsWith(`${run}/`)) this.#delivered.delete(place)
    }
  }

  /** The newest epoch of a lease. @returns whether the lease is the current one. */
  isCurrent({ sync, epoch }: Lease): boolean {
    return (this.epochs.get(sync) ?? 0) <= epoch
  }

  /** The intent under which a request was sent. */
  intentOf({ idempotencyKey }: SentRequest): KnownIntent | undefined {
    return this.#byKey.get(idempotencyKey)
  }

  /** Whether it is durable that the destination said yes to a record of a request. */
  isDelivered(request: SentRequest, id: string): boolean {
    const known = this.intentOf(request)
    return known !== undefined && this.#delivered.has(`${known.run}/${id}`)
  }

  isSettled({ request, row }: AppliedOperation): boolean {
    return this.isDelivered(request, row.id)
  }

  /** How many records of a run the destination said yes to, as far as the ledger knows. */
  deliveredCount(run: number): number {
    return [...this.#delivered].filter((place) => place.startsWith(`${run}/`)).length
  }

  intent(run: number, batch: number): KnownIntent | undefined {
    return this.#intents.get(`${run}/${batch}`)
  }

  /** How many processes died before with a record of this intent open. Counts this time. */
  crashesOf({ run, intent }: KnownIntent): number {
    let most = 0
    for (const seq of intent.seqs) {
      const place = `${run}/${seq}`
      const before = this.#crashes.get(place) ?? 0
      this.#crashes.set(place, before + 1)
      most = Math.max(most, before)
    }
    return most
  }

  /** Intents of a run that were not settled. */
  openOf(record: RunRecord): readonly KnownIntent[] {
    return [...this.#intents.values()].filter((one) => one.record === record && !one.isSettled)
  }
}
